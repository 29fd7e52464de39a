-- ledger_export(school_id uuid, account text, entry text, user_id uuid, from text,
--	to text) many
-- In the order in which it was written; one row more than a file has.  So many
-- amounts are worked out without a call for each (billing.major).
select lpad(to_hex(l.id), 32, '0')::uuid as id, l.id as no, l.at, l.entry,
       l.object_id, l.part, l.debit, l.credit, l.detail,
       round(l.amount_minor / 10::numeric ^ k.digits, k.digits) as amount, l.amount_minor, l.currency,
       l.user_id, u.full_name, l.invoice_id, i.number as invoice_number, l.payment_id,
       l.semester, l.year, l.posted_at
  from billing.ledger l
  join academics_api.schools s on s.id = l.school_id
  join billing.currencies k on k.code = l.currency
  left join identity_api.people u on u.id = l.user_id and u.school_id = l.school_id
  left join billing.invoices i on i.id = l.invoice_id
 where l.school_id = :school_id
   and (:account::text is null or :account::text in (l.debit, l.credit))
   and (:entry::text is null or l.entry = :entry::text)
   and (:user_id::uuid is null or l.user_id = :user_id::uuid)
   and (:from::text is null or l.at >= :from::date::timestamp at time zone s.timezone)
   and (:to::text is null
	or l.at < (:to::date + 1)::timestamp at time zone s.timezone)
 order by l.id limit 100001
