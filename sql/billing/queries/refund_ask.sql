-- refund_ask(payment_id uuid, school_id uuid, me uuid, key text, digest text,
--	amount numeric, reason text, note text) one
select f.refund, f.fresh from billing.ask_refund(:payment_id, :school_id, :me, decode(:key::text, 'hex'),
	decode(:digest::text, 'hex'), :amount, :reason, :note) f
