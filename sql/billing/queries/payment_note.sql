-- payment_note(school_id uuid, me uuid, user_id uuid, student_number text,
--	invoice_id uuid, invoice_number text, amount numeric, currency text,
--	payment_type text, semester text, year int, description text,
--	method text, reference text) one
-- Cash or a transfer that somebody noted, of whom ids or numbers name.
select billing.note_payment(:school_id, :me, coalesce(:user_id::uuid, p.id),
	coalesce(:invoice_id::uuid, i.id), :amount,
	nullif(:currency::text, ''), :payment_type,
	:semester, :year, :description, :method, :reference) as id
  from (select) one
  left join billing.invoices i on i.school_id = :school_id
   and i.number = upper(btrim(:invoice_number::text)) and :invoice_id::uuid is null
  left join identity_api.people p on p.school_id = :school_id
   and p.student_number = btrim(:student_number::text) and :user_id::uuid is null
 where (coalesce(btrim(:invoice_number::text), '') = '' or :invoice_id::uuid is not null or i.id is not null
	or platform.fail('invalid', 'No invoice of this school has this number.',
	'invoice_number'))
   and (coalesce(btrim(:student_number::text), '') = '' or :user_id::uuid is not null or p.id is not null
	or platform.fail('invalid', 'No student of this school has this number.',
	'student_number'))
