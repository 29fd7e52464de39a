-- line_create(id uuid, school_id uuid, description text, kind text, quantity int,
--	amount numeric, is_taxed boolean) one
insert into billing.invoice_lines (invoice_id, position, description, kind,
    quantity, unit_minor, tax_id)
select i.id, coalesce((select max(l.position) from billing.invoice_lines l
	where l.invoice_id = i.id), 0) + 1, btrim(:description::text),
       coalesce(:kind::text, 'fees'), coalesce(:quantity::int, 1),
       billing.minor(:amount::numeric, i.currency), case when :is_taxed::boolean
	then billing.tax_for(i.school_id, i.tax_country, i.tax_region) end
  from billing.invoices i
 where i.id = :id and i.school_id = :school_id
   and (:amount::numeric <> 0 or platform.fail('invalid', 'It must not be 0.', 'amount'))
   and (not coalesce(:is_taxed::boolean, false)
	or billing.tax_for(i.school_id, i.tax_country, i.tax_region) is not null
	or platform.fail('invalid', format('There is no tax of %s %s: add it under Taxes.',
	    i.tax_country, i.tax_region), 'is_taxed'))
returning invoice_id as id
