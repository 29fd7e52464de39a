-- subscription_invoices(id uuid, school_id uuid, me uuid, my_role text) many
select i.id, i.number, i.status, i.period_no,
       billing.major(i.total_minor, i.currency) as total, i.total_minor,
       i.currency, i.issued_at, i.due_on, case when i.status <> 'open'
	   then i.status when i.due_on < billing.today(i.school_id) then 'overdue'
	   when i.paid_minor + i.credited_minor > 0 then 'part' else i.status end as _state
  from billing.invoices i
 where i.subscription_id = :id and i.school_id = :school_id
   and billing.sees(i.user_id, :me, :my_role) and i.number is not null
 order by i.issued_at desc, i.id desc limit 50
