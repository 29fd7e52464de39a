-- intent_ask(school_id uuid, me uuid, my_role text, key text, digest text,
--	user_id uuid, invoice_id uuid, instalment int, amount numeric,
--	currency text, payment_type text, semester text, year int,
--	description text, request_id text, remote_addr text) one
-- With its row of the audit: Stripe's answer is waited for outside of a
-- transaction, and what is kept of it can be had again; this could not.
with f as materialized (
	select f.payment, f.rival
	  from billing.ask_payment(:school_id, :me, :my_role,
		decode(:key::text, 'hex'), decode(:digest::text, 'hex'), :user_id,
		:invoice_id, :instalment, :amount, :currency, :payment_type,
		:semester, :year, :description) f
), audited as (
	insert into platform.audit (school_id, actor, action, object, request_id,
	    remote_addr)
	select :school_id, :me, 'POST /payments/create-intent', f.payment::text,
	       :request_id, :remote_addr
	  from f where f.payment is not null
)
select f.payment, f.rival from f
