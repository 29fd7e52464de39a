-- intent_keep(payment_id uuid, intent text) one
-- Does not wait for the disk.  It keeps Stripe's name of the intent and nothing
-- else, and who asks Stripe again under the payment's key is told the same one:
-- the next who asks for the payment, or reconciliation; an event of the intent
-- names the payment.  The payment itself, its key and the row of the audit were
-- on the disk before Stripe was asked.
select set_config('synchronous_commit', 'off', true) = 'off'
   and billing.keep_intent(:payment_id, :intent) as kept
