-- payment_keep(payment_id uuid, intent text) one
select billing.keep_intent(:payment_id, :intent) as kept
