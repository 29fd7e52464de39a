-- pay_parts(id uuid, school_id uuid, me uuid, my_role text, instalment int) many
-- The parts of an invoice that are not paid, and the one that is about to be.
select x.no, x.due_on, i.id as invoice_id, x.no = :instalment as is_chosen
  from billing.invoices i
  join billing.parts x on x.invoice_id = i.id
 where i.id = :id and i.school_id = :school_id and i.status = 'open'
   and billing.sees(i.user_id, :me, :my_role) and x.left_minor > 0
 order by x.no
