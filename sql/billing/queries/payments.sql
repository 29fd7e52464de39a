-- payments(school_id uuid, me uuid, my_role text, status text,
--	payment_type text, semester text, year bigint, user_id uuid, from date,
--	to date, q text, limit bigint, after_id uuid) many
-- The newest first.  Whose account it is on: one's own, that of a ward, and
-- for administrators everybody's.  Cases, as in invoices_school.
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
   and case :my_role::text when 'admin' then true else p.user_id = any (array(
	select :me::uuid union select w.student_id from identity_api.wards w
	 where :my_role::text = 'parent' and w.parent_id = :me)) end
   and case when :status::text is null then true else p.status = :status::text end
   and case when :payment_type::text is null then true else p.payment_type = :payment_type::text end
   and case when :semester::text is null then true else p.semester = :semester::text end
   and case when :year::bigint is null then true else p.year = :year::bigint end
   and case when :user_id::uuid is null then true else p.user_id = :user_id::uuid end
   and case when :from::date is null then true else p.created_at >= :from::date end
   and case when :to::date is null then true else p.created_at < :to::date + 1 end
   and case when :q::text is null then true else platform.fold(concat_ws(' ', u.full_name,
	p.description, i.number, p.receipt_number, p.stripe_payment_intent_id))
	like platform.like_words(:q::text) end
   and (p.created_at, p.id) < (coalesce((select k.created_at
	from billing.payments k where k.id = :after_id::uuid), 'infinity'),
	coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by p.created_at desc, p.id desc limit :limit::bigint
