-- pay_invoice(id uuid, school_id uuid, me uuid, my_role text, instalment int,
--	whole boolean) one
-- What is paid of an invoice on its page: a part, the next one if none is
-- named and not the whole is wanted; of one without parts all that is left.
select i.id, true as is_invoice, i.id as invoice_id,
       i.number as invoice_number, i.status, i.user_id,
       p.full_name as user_name, i.currency, n.no as instalment,
       coalesce((select x.due_on from billing.instalments x
		where x.invoice_id = i.id and x.no = n.no), i.due_on) as due_on,
       t.left_minor as amount_minor,
       billing.major(t.left_minor, i.currency) as amount,
       t.left_minor > 0 as is_open, i.status = 'paid' as is_paid,
       exists (select from billing.payments y
		where y.invoice_id = i.id and y.status = 'processing')
	   as is_processing, i.user_id = :me as is_own,
       f.no as next_no, f.due_on as next_due_on,
       billing.major(f.left_minor, i.currency) as next_left,
       f.no is not null and t.whole_minor > f.left_minor as has_choice,
       n.no is null as is_whole,
       billing.major(t.whole_minor, i.currency) as whole_left
  from billing.invoices i
  join identity_api.people p on p.id = i.user_id
  left join lateral (select x.no, x.due_on, x.left_minor from billing.parts x
	where x.invoice_id = i.id and x.left_minor > 0
	order by x.no limit 1) f on true
 cross join lateral (select coalesce(:instalment::int, case
	when not coalesce(:whole, false) then f.no end) as no) n
 cross join lateral (select case when i.status = 'open'
	then billing.left_of(i, n.no) else 0 end as left_minor,
	case when i.status = 'open'
	then billing.left_of(i, null) else 0 end as whole_minor) t
 where i.id = :id and i.school_id = :school_id and i.status <> 'draft'
   and billing.sees(i.user_id, :me, :my_role)
