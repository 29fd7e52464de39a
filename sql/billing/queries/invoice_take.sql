-- invoice_take(id uuid, school_id uuid) one
-- The draft, locked before its lines are.
select (billing.take_invoice(:id::uuid, :school_id::uuid, array['draft'])).id
