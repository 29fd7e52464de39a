-- customer_default(me uuid, school_id uuid, method text) one
update billing.customers c
   set default_method = :method, version = c.version + 1, updated_at = now()
 where c.user_id = :me and c.school_id = :school_id
returning c.default_method as id
