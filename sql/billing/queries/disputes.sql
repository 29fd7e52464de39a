-- disputes(school_id uuid, status text, limit bigint,
--	after_id uuid) many
-- The newest first; id is the place in the list.
select md5(d.id)::uuid as id, d.id as stripe_dispute_id, d.payment_id, p.user_id,
       u.full_name as user_name,
       billing.major(d.amount_minor, d.currency) as amount, d.amount_minor,
       d.currency, d.status, d.reason, d.due_by, d.created_at,
       d.created_at as _key
  from billing.disputes d
  join billing.payments p on p.id = d.payment_id
  join identity_api.people u on u.id = p.user_id
 where d.school_id = :school_id
   and (:status::text is null or d.status = :status::text)
   and (d.created_at, md5(d.id)::uuid) < (coalesce((select k.created_at
	from billing.disputes k where md5(k.id)::uuid = :after_id::uuid), 'infinity'), coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by d.created_at desc, md5(d.id)::uuid desc limit :limit::bigint
