-- subscription_update(id uuid, school_id uuid, me uuid, my_role text,
--	plan_id uuid, quantity int, prorate text, if_match int) one
select x.id
  from billing.change_subscription(:id, :school_id, :me, :my_role,
    :plan_id::uuid, :quantity::int, coalesce(:prorate::text, 'now'),
    :if_match::int) x (id)
 where x.id is not null
