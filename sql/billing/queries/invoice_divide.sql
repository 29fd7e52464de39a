-- invoice_divide(id uuid, school_id uuid, n int, first_due_on text, parts json,
--	schedule text) one
-- Equal parts, a month apart, or those that are named: as JSON, or a line of
-- text with the day and the amount of each.
with said as materialized (
	select coalesce(:parts::json, (select json_agg(json_build_object('due_on', m[1],
	    'amount', m[2])) from regexp_matches(coalesce(:schedule::text, ''),
	    '^[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})[ \t]+([0-9]{1,9}(?:[.][0-9]{1,3})?)[ \t\r]*$',
	    'gn') m)) as parts,
	       (select count(*) from regexp_matches(coalesce(:schedule::text, ''),
	    '[^ \t\r\n][^\n]*', 'g')) as lines
)
select case
    when json_typeof(s.parts) = 'array' then
	billing.divide_by(i.id, i.school_id,
	    array(select billing.day(coalesce(p ->> 'due_on', '-'), 'parts')
		  from json_array_elements(s.parts) p),
	    array(select billing.price((p ->> 'amount')::numeric, i.currency, 'parts')
		  from json_array_elements(s.parts) p))
    when :n::int is not null and s.parts is null then
	billing.divide(i.id, i.school_id, :n::int,
	    billing.day(:first_due_on::text, 'first_due_on'))
    else i.id end as id
  from billing.invoices i, said s
 where i.id = :id and i.school_id = :school_id
   and (:parts::json is not null or s.lines = coalesce(json_array_length(s.parts), 0)
	or platform.fail('invalid', 'Each line is a day and an amount, such as 2026-09-01 250.',
	'schedule'))
   and ((s.parts is null and :n::int is not null)
	or json_typeof(s.parts) = 'array'
	or platform.fail('invalid', 'Say in how many parts, or which.', 'n'))
