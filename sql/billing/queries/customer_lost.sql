-- customer_lost(payment_id uuid) exec
-- Stripe does not know the customer of a payment any more.
update billing.customers c
   set is_deleted = true, default_method = null, version = c.version + 1,
       updated_at = now()
  from billing.payments p
 where p.id = :payment_id and c.stripe_customer_id = p.stripe_customer_id
