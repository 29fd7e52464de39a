-- pay_invoice(id uuid, school_id uuid, me uuid, my_role text, instalment int) one
-- What is paid of an invoice, and on what page.
select i.id, true as is_invoice, i.id as invoice_id, i.number as invoice_number, i.status,
       i.user_id, p.full_name as user_name, i.currency, i.due_on, i.semester,
       i.year, :instalment::int as instalment, t.left_minor as amount_minor,
       billing.major(t.left_minor, i.currency) as amount,
       t.left_minor > 0 as is_open, i.status = 'paid' as is_paid,
       exists (select from billing.payments y
		where y.invoice_id = i.id and y.status = 'processing')
	   as is_processing, i.user_id = :me as is_own,
       exists (select from billing.instalments n where n.invoice_id = i.id)
	   as has_parts
  from billing.invoices i
  join identity_api.people p on p.id = i.user_id
 cross join lateral (select case when i.status = 'open'
	then billing.left_of(i, :instalment) else 0 end as left_minor) t
 where i.id = :id and i.school_id = :school_id and i.status <> 'draft'
   and billing.sees(i.user_id, :me, :my_role)
