-- payment_note(school_id uuid, me uuid, user_id uuid, invoice_id uuid,
--	amount numeric, currency text, payment_type text, semester text,
--	year int, description text, method text, reference text) one
-- Cash or a transfer that somebody noted.
select billing.note_payment(:school_id, :me, :user_id, :invoice_id, :amount,
	:currency, :payment_type, :semester, :year, :description,
	:method, :reference) as id
