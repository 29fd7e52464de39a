-- line_update(id uuid, line_id uuid, school_id uuid, description text, kind text,
--	quantity int, amount numeric, is_taxed boolean) one
update billing.invoice_lines l
   set description = coalesce(btrim(:description::text), l.description),
       kind = coalesce(:kind::text, l.kind),
       quantity = coalesce(:quantity::int, l.quantity),
       unit_minor = coalesce(billing.minor(:amount::numeric, i.currency), l.unit_minor),
       tax_id = case when :is_taxed::boolean is null then l.tax_id
	   when :is_taxed::boolean
	   then billing.tax_for(i.school_id, i.tax_country, i.tax_region) end
  from billing.invoices i
 where i.id = :id and i.school_id = :school_id and l.invoice_id = i.id
   and l.id = :line_id
   and (:amount::numeric is null or :amount::numeric <> 0
	or platform.fail('invalid', 'It must not be 0.', 'amount'))
returning l.invoice_id as id
