-- refund_refused(refund_id uuid, code text) one
select billing.refund_refused(:refund_id, :code)
