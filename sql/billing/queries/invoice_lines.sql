-- invoice_lines(id uuid, school_id uuid, me uuid, my_role text) many
select l.id as line_id, l.position, l.description, l.kind, l.quantity, i.currency,
       billing.major(l.unit_minor, i.currency) as unit,
       billing.major(l.amount_minor, i.currency) as amount,
       billing.major(l.discount_minor, i.currency) as discount,
       l.discount_minor > 0 as has_discount,
       l.tax_name, trim_scale(l.tax_rate) as tax_rate, l.tax_inclusive,
       billing.major(l.tax_minor, i.currency) as tax, l.tax_id is not null as is_taxed
  from billing.invoices i
  join billing.invoice_lines l on l.invoice_id = i.id
 where i.id = :id and i.school_id = :school_id
   and (i.status <> 'draft' or :my_role = 'admin')
   and billing.sees(i.user_id, :me::uuid, :my_role::text)
 order by l.position
