-- credit_get(id uuid, school_id uuid, me uuid, my_role text) one
select n.id, n.number, n.invoice_id, i.number as invoice_number, n.user_id,
       p.full_name as student_name, p.student_number,
       n.amount_minor, billing.major(n.amount_minor, n.currency) as amount,
       n.tax_minor, billing.major(n.tax_minor, n.currency) as tax, n.currency,
       n.reason, n.created_at, n.tax_minor > 0 as _has_tax
  from billing.credit_notes n
  join billing.invoices i on i.id = n.invoice_id
  left join identity_api.people p on p.id = n.user_id
 where n.id = :id and n.school_id = :school_id
   and billing.sees(n.user_id, :me::uuid, :my_role::text)
