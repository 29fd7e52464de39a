-- payment_ask(school_id uuid, me uuid, my_role text, key text, digest text,
--	user_id uuid, invoice_id uuid, instalment int, amount numeric,
--	currency text, payment_type text, semester text, year int,
--	description text) one
select f.payment, f.rival
  from billing.ask_payment(:school_id, :me, :my_role, decode(:key::text, 'hex'),
	decode(:digest::text, 'hex'), :user_id, :invoice_id, :instalment, :amount,
	:currency, :payment_type, :semester, :year, :description) f
