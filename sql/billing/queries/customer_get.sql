-- customer_get(me uuid, school_id uuid) one
select c.stripe_customer_id, c.default_method, c.is_deleted
  from billing.customers c where c.user_id = :me and c.school_id = :school_id
