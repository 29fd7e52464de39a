-- payments(school_id uuid, me uuid, my_role text, status text,
--	payment_type text, semester text, year bigint, user_id uuid, from date,
--	to date, q text, limit bigint, after_id uuid) many
-- The newest first.  Whose account it is on: one's own, that of a ward, and
-- for administrators everybody's.
select p.id, p.user_id, u.full_name as user_name,
       billing.major(p.amount_minor, p.currency) as amount, p.amount_minor,
       p.currency, p.status, p.payment_type, p.semester, p.year, p.description,
       p.invoice_id, i.number as invoice_number, p.method, p.receipt_number,
       billing.major(p.refunded_minor, p.currency) as refunded, p.refunded_minor,
       p.dispute_status, p.created_at, p.paid_at, p.created_at as _key,
       case p.failure_code when 'canceled' then 'canceled' else p.status end as _state
  from billing.payments p
  join identity_api.people u on u.id = p.user_id
  left join billing.invoices i on i.id = p.invoice_id
 where p.school_id = :school_id
   and (:my_role::text = 'admin' or p.user_id = :me or (:my_role::text = 'parent'
	and p.user_id in (select w.student_id from identity_api.wards w
		where w.parent_id = :me)))
   and (:status::text is null or p.status = :status::text)
   and (:payment_type::text is null or p.payment_type = :payment_type::text)
   and (:semester::text is null or p.semester = :semester::text)
   and (:year::bigint is null or p.year = :year::bigint)
   and (:user_id::uuid is null or p.user_id = :user_id::uuid)
   and (:from::date is null or p.created_at >= :from::date)
   and (:to::date is null or p.created_at < :to::date + 1)
   and (:q::text is null or platform.fold(concat_ws(' ', u.full_name,
	p.description, i.number, p.receipt_number, p.stripe_payment_intent_id))
	like platform.like_words(:q::text))
   and (p.created_at, p.id) < (coalesce((select k.created_at
	from billing.payments k where k.id = :after_id::uuid), 'infinity'),
	coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by p.created_at desc, p.id desc limit :limit::bigint
