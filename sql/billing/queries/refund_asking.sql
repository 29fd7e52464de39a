-- refund_asking(refund_id uuid) one
-- What Stripe is asked for: the same, whoever asks.
select x.id, x.payment_id, x.stripe_refund_id, x.stripe_key, x.status, x.reason,
       x.amount_minor, x.failure_reason, p.stripe_payment_intent_id
  from billing.refunds x
  join billing.payments p on p.id = x.payment_id
 where x.id = :refund_id
