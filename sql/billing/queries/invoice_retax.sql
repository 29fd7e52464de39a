-- invoice_retax(id uuid, school_id uuid) exec
-- The lines of a draft follow the place where it is taxed.
update billing.invoice_lines l
   set tax_id = billing.tax_for(i.school_id, i.tax_country, i.tax_region)
  from billing.invoices i
 where i.id = :id and i.school_id = :school_id and i.status = 'draft'
   and l.invoice_id = i.id and l.tax_id is not null
   and l.tax_id is distinct from
       billing.tax_for(i.school_id, i.tax_country, i.tax_region)
