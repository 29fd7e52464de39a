-- ledger(school_id uuid, account text, entry text, user_id uuid, from text, to text,
--	limit bigint, after_key text) many
-- The newest first.  Lists go on behind a UUID: here a number in its form.
with l as materialized (
	select l.* from billing.ledger l
	 where l.school_id = :school_id
	   and (:account::text is null or :account::text in (l.debit, l.credit))
	   and (:entry::text is null or l.entry = :entry::text)
	   and (:user_id::uuid is null or l.user_id = :user_id::uuid)
	   and (:from::text is null or l.at >= (select :from::date::timestamp
		at time zone s.timezone from academics_api.schools s where s.id = :school_id))
	   and (:to::text is null or l.at < (select (:to::date + 1)::timestamp
		at time zone s.timezone from academics_api.schools s where s.id = :school_id))
	   and (:after_key::text is null or l.id < :after_key::bigint)
	 order by l.id desc limit :limit::bigint
)
select lpad(to_hex(l.id), 32, '0')::uuid as id, l.id as no, l.at, l.entry,
       l.object_id, l.part, l.debit, l.credit, l.detail,
       billing.major(l.amount_minor, l.currency) as amount, l.amount_minor, l.currency,
       l.user_id, u.full_name, l.invoice_id, i.number as invoice_number, l.payment_id,
       l.semester, l.year, l.posted_at, replace(l.entry, '_', ' ') as _words,
       l.id::text as _key
  from l
  left join identity_api.people u on u.id = l.user_id and u.school_id = l.school_id
  left join billing.invoices i on i.id = l.invoice_id
 order by l.id desc
