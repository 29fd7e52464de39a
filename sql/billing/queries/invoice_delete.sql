-- invoice_delete(id uuid, school_id uuid) exec
-- A draft; the trigger refuses what has a number.
delete from billing.invoices i where i.id = :id and i.school_id = :school_id
   and (not exists (select from billing.holds h where h.invoice_id = i.id)
	or platform.fail('invoice_state', 'A seat is held for it: void it instead.'))
