-- refunds(school_id uuid, status text, from date, to date, limit bigint,
--	after_id uuid) many
-- The newest first.
select x.id, x.payment_id, p.user_id, u.full_name as user_name,
       billing.major(x.amount_minor, x.currency) as amount, x.amount_minor,
       x.currency, x.status, x.reason, x.note, x.failure_reason,
       x.stripe_refund_id, x.created_at, x.created_at as _key
  from billing.refunds x
  join billing.payments p on p.id = x.payment_id
  join identity_api.people u on u.id = p.user_id
 where x.school_id = :school_id
   and (:status::text is null or x.status = :status::text)
   and (:from::date is null or x.created_at >= :from::date)
   and (:to::date is null or x.created_at < :to::date + 1)
   and (x.created_at, x.id) < (coalesce((select k.created_at
	from billing.refunds k where k.id = :after_id::uuid), 'infinity'),
	coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by x.created_at desc, x.id desc limit :limit::bigint
