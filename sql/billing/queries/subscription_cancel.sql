-- subscription_cancel(id uuid, school_id uuid, me uuid, my_role text,
--	at_period_end boolean) one
select x.id
  from billing.cancel_subscription(:id, :school_id, :me, :my_role,
    coalesce(:at_period_end::boolean, true)) x (id)
 where x.id is not null
