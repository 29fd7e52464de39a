-- invoice_credits(id uuid, school_id uuid, me uuid, my_role text) many
select n.id, n.number, billing.major(n.amount_minor, n.currency) as amount,
       n.currency, n.reason, n.created_at
  from billing.invoices i
  join billing.credit_notes n on n.invoice_id = i.id
 where i.id = :id and i.school_id = :school_id
   and (i.status <> 'draft' or :my_role = 'admin')
   and billing.sees(i.user_id, :me::uuid, :my_role::text)
 order by n.created_at, n.id
