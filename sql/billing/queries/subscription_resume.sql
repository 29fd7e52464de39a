-- subscription_resume(id uuid, school_id uuid, me uuid, my_role text) one
select x.id
  from billing.resume_subscription(:id, :school_id, :me, :my_role) x (id)
 where x.id is not null
