-- customer_ask(me uuid, school_id uuid, anew boolean) one
select c.stripe_customer_id, c.stripe_key, c.default_method, u.full_name, e.email
  from billing.ask_customer(:me, :school_id, :anew) c
  join identity_api.people u on u.id = c.user_id
  join identity_api.contacts e on e.id = c.user_id
