-- payment_refused(payment_id uuid, code text, words text) one
select billing.payment_refused(:payment_id, :code, :words)
