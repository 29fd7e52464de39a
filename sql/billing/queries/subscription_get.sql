-- subscription_get(id uuid, school_id uuid, me uuid, my_role text) one
-- proration: what changes of plan have still to be billed; below zero, a credit.
select s.id, s.user_id, p.full_name, s.plan_id, n.name as plan_name, s.quantity,
       s.status, billing.major(n.amount_minor * s.quantity, n.currency) as amount,
       n.amount_minor * s.quantity as amount_minor, n.currency, n.every,
       n.every_count, s.started_at, s.period_no, s.period_start, s.period_end,
       s.cancel_at_period_end, s.canceled_at, s.payer_id, y.full_name as payer_name,
       c.code as coupon, s.next_try_at,
       billing.major(r.minor, n.currency) as proration,
       r.minor as proration_minor, s.created_at, s.updated_at, s.version,
       r.minor <> 0 as _is_prorated, s.canceled_at is null
	   and s.status <> 'canceled' as _goes_on, case n.every_count when 1 then n.every
	   else format('%s %ss', n.every_count, n.every) end as _every
  from billing.subscriptions s
  join billing.plans n on n.id = s.plan_id
  join identity_api.people p on p.id = s.user_id
  left join identity_api.people y on y.id = s.payer_id
  left join billing.coupons c on c.id = s.coupon_id
 cross join lateral (select coalesce(sum(x.amount_minor), 0)::bigint as minor
	from billing.prorations x
	where x.subscription_id = s.id and x.invoice_id is null) r
 where s.id = :id and s.school_id = :school_id
   and billing.sees(s.user_id, :me, :my_role)
