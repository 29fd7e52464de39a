-- customer_keep(me uuid, key uuid, stripe_id text) one
-- Stripe's name of a person, under the key it was asked with.
update billing.customers c
   set stripe_customer_id = coalesce(c.stripe_customer_id, :stripe_id),
       version = c.version + 1, updated_at = now()
 where c.user_id = :me and c.stripe_key = :key
returning c.stripe_customer_id
