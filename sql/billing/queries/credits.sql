-- credits(school_id uuid, me uuid, my_role text, user_id uuid, limit bigint,
--	after_key text, after_id uuid) many
-- The newest first.
select n.id, n.number, n.invoice_id, i.number as invoice_number, n.user_id,
       p.full_name as student_name, p.student_number,
       n.amount_minor, billing.major(n.amount_minor, n.currency) as amount,
       n.tax_minor, billing.major(n.tax_minor, n.currency) as tax, n.currency,
       n.reason, n.created_at,
       to_char(n.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as _key
  from billing.credit_notes n
  join billing.invoices i on i.id = n.invoice_id
  left join identity_api.people p on p.id = n.user_id
 where n.school_id = :school_id
   and billing.sees(n.user_id, :me::uuid, :my_role::text)
   and (:user_id::uuid is null or n.user_id = :user_id::uuid)
   and (:after_key::text is null or (n.created_at, n.id)
	< (:after_key::timestamp at time zone 'UTC', :after_id::uuid))
 order by n.created_at desc, n.id desc limit :limit::bigint
