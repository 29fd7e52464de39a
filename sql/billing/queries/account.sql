-- account(school_id uuid, me uuid, my_role text, is_page boolean) many
-- Of a parent: each ward, and the parent's own where there is anything.
select p.id, p.id as user_id, p.full_name, p.student_number, p.id = :me as is_self,
       a.balances, a.invoices, a.holds, a.payments, a.lines,
       case when :is_page::boolean then billing.words(a.balances) end as _balances,
       case when :is_page::boolean then billing.words(a.invoices) end as _invoices,
       case when :is_page::boolean then billing.words(a.holds) end as _holds,
       case when :is_page::boolean then billing.words((
	   select coalesce(json_agg(y.value order by y.n), '[]')
	     from json_array_elements(a.payments) with ordinality y (value, n)
	    where not exists (select from billing.payments x
		where x.id = (y.value ->> 'id')::uuid
		  and x.failure_code = 'canceled'))) end as _payments,
       case when :is_page::boolean then billing.words(a.lines) end as _lines,
       case when :is_page::boolean then billing.words(a.invoices) -> 0 end as _first
  from identity_api.people p
 cross join lateral billing.account(p.id, :school_id) a
 where p.school_id = :school_id
   and (p.id = :me or (:my_role = 'parent' and exists (
	select from identity_api.wards w
	 where w.parent_id = :me and w.student_id = p.id)))
   and (p.id <> :me or :my_role = 'student' or json_array_length(a.balances)
	+ json_array_length(a.payments) + json_array_length(a.lines) > 0)
 order by p.id <> :me, p.full_name, p.id
