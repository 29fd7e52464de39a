-- invoice_uncollectible(id uuid, school_id uuid, me uuid) one
-- Writes off what is left.
select :id::uuid as id, billing.uncollectible(:id::uuid, :school_id::uuid, :me::uuid)::text
    as _done
