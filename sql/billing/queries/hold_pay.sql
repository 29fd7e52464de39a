-- hold_pay(id uuid, school_id uuid, me uuid, my_role text) one
-- The invoice gets its number when it is about to be paid.
select h.id, h.invoice_id, h.expires_at,
       billing.issue(h.invoice_id, h.school_id, :me) as invoice_number
  from billing.holds h
 where h.id = :id and h.school_id = :school_id
   and billing.sees(h.student_id, :me, :my_role)
   and (h.status = 'held' or platform.fail('conflict', case h.status
	when 'paid' then 'This seat is paid.'
	else 'This seat is not held any more.' end))
