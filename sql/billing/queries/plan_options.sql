-- plan_options(school_id uuid) many
select n.id, n.name, billing.major(n.amount_minor, n.currency) as amount,
       n.currency, n.every, n.every_count
  from billing.plans n
 where n.school_id = :school_id and n.is_active order by n.name limit 500
