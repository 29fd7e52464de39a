-- refund_keep(refund_id uuid, stripe_id text) one
-- Stripe's name of a refund, unless an event brought it already.
update billing.refunds x
   set stripe_refund_id = coalesce(x.stripe_refund_id, :stripe_id),
       updated_at = now()
 where x.id = :refund_id and not exists (select from billing.refunds y
	where y.stripe_refund_id = :stripe_id and y.id <> x.id)
returning x.id
