-- plan_get(id uuid, school_id uuid, me uuid, my_role text) one
-- Who has subscribed sees the plan also when it is offered no more.
select n.id, n.name, n.description, n.kind,
       billing.major(n.amount_minor, n.currency) as amount, n.amount_minor,
       n.currency, n.every, n.every_count, n.trial_days, n.is_taxable, n.is_active,
       n.created_at, n.updated_at, n.version,
       case n.every_count when 1 then n.every
	   else format('%s %ss', n.every_count, n.every) end as _every,
       n.trial_days > 0 as _has_trial
  from billing.plans n
 where n.id = :id and n.school_id = :school_id
   and (n.is_active or :my_role = 'admin' or exists (
	select from billing.subscriptions s where s.plan_id = n.id
	   and billing.sees(s.user_id, :me, :my_role)))
