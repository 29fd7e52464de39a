-- invoice_issue(id uuid, school_id uuid, me uuid) one
-- Gives it its number.
select :id::uuid as id, billing.issue(:id::uuid, :school_id::uuid, :me::uuid)::text
    as _done
