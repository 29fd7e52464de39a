-- invoice_parts(id uuid, school_id uuid, me uuid, my_role text) many
select x.no, x.due_on, billing.major(x.amount_minor, i.currency) as amount,
       billing.major(x.left_minor, i.currency) as left, i.currency,
       x.left_minor = 0 as is_paid, x.left_minor > 0
	   and x.due_on < billing.today(i.school_id) as is_overdue
  from billing.invoices i
  join billing.parts x on x.invoice_id = i.id
 where i.id = :id and i.school_id = :school_id
   and (i.status <> 'draft' or :my_role = 'admin')
   and billing.sees(i.user_id, :me::uuid, :my_role::text)
 order by x.no
