-- subscriptions(school_id uuid, me uuid, my_role text, status text, plan_id uuid,
--	user_id uuid, limit bigint, after_key text, after_id uuid) many
-- Those that go on, unless asked for others.
select s.id, s.user_id, p.full_name, s.plan_id, n.name as plan_name, s.quantity,
       s.status, billing.major(n.amount_minor * s.quantity, n.currency) as amount,
       n.amount_minor * s.quantity as amount_minor, n.currency, n.every,
       n.every_count, s.period_start, s.period_end, s.cancel_at_period_end,
       case n.every_count when 1 then n.every
	   else format('%s %ss', n.every_count, n.every) end as _every,
       to_char(s.period_end at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as _key
  from billing.subscriptions s
  join billing.plans n on n.id = s.plan_id
  join identity_api.people p on p.id = s.user_id
 where s.school_id = :school_id
   and billing.sees(s.user_id, :me, :my_role)
   and case when :status::text is null then s.status <> 'canceled'
	else s.status = :status::text end
   and (:plan_id::uuid is null or s.plan_id = :plan_id::uuid)
   and (:user_id::uuid is null or s.user_id = :user_id::uuid)
   and (s.period_end, s.id) > (coalesce((:after_key::text || '+00')::timestamptz,
	'-infinity'), coalesce(:after_id::uuid,
	'00000000-0000-0000-0000-000000000000'))
 order by s.period_end, s.id limit :limit::bigint
