-- invoice_total(id uuid) one
select billing.total(:id::uuid) as _done
