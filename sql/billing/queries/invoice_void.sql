-- invoice_void(id uuid, school_id uuid, me uuid) one
-- Takes it back.
select :id::uuid as id, billing.void_invoice(:id::uuid, :school_id::uuid, :me::uuid)::text
    as _done
