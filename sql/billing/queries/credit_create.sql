-- credit_create(id uuid, school_id uuid, me uuid, amount numeric, reason text) one
-- Without an amount, all that is left to credit.
select billing.credit(i.id, coalesce(billing.price(:amount::numeric, i.currency),
	i.total_minor - i.credited_minor), btrim(:reason::text), :me::uuid) as id
  from billing.invoices i where i.id = :id and i.school_id = :school_id
