-- line_delete(id uuid, line_id uuid, school_id uuid) one
delete from billing.invoice_lines l using billing.invoices i
 where i.id = :id and i.school_id = :school_id and l.invoice_id = i.id
   and l.id = :line_id
returning l.invoice_id as id
