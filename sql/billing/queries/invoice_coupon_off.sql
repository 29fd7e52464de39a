-- invoice_coupon_off(id uuid, school_id uuid) one
select :id::uuid as id, billing.unredeem(:id::uuid, :school_id::uuid)::text as _done
