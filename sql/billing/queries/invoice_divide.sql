-- invoice_divide(id uuid, school_id uuid, n int, first_due_on text, parts json) one
-- Equal parts, a month apart, or those that are named.
select case
    when :parts::json is not null and json_typeof(:parts::json) = 'array' then
	billing.divide_by(i.id, i.school_id,
	    array(select billing.day(coalesce(p ->> 'due_on', '-'), 'parts')
		  from json_array_elements(:parts::json) p),
	    array(select billing.price((p ->> 'amount')::numeric, i.currency, 'parts')
		  from json_array_elements(:parts::json) p))
    when :n::int is not null and :parts::json is null then
	billing.divide(i.id, i.school_id, :n::int,
	    billing.day(:first_due_on::text, 'first_due_on'))
    else i.id end as id
  from billing.invoices i
 where i.id = :id and i.school_id = :school_id
   and ((:parts::json is null and :n::int is not null)
	or json_typeof(:parts::json) = 'array'
	or platform.fail('invalid', 'Say in how many parts, or which.', 'n'))
