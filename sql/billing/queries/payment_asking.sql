-- payment_asking(payment_id uuid) one
-- What Stripe is asked for: the same for the same payment, whoever asks.
select p.id, p.stripe_payment_intent_id, p.stripe_customer_id, p.stripe_key,
       p.status, p.failure_code, p.failure_message, p.amount_minor,
       lower(p.currency) as currency, p.payment_type, p.description, p.user_id,
       p.school_id, p.invoice_id
  from billing.payments p where p.id = :payment_id
