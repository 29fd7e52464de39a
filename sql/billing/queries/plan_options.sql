-- plan_options(school_id uuid) many
select n.id, n.name, billing.major(n.amount_minor, n.currency) as amount,
       n.currency, n.every, n.every_count,
       case n.every_count when 1 then n.every
	   else format('%s %ss', n.every_count, n.every) end as _every
  from billing.plans n
 where n.school_id = :school_id and n.is_active order by n.name limit 500
