-- tax_retire(id uuid, school_id uuid) exec
update billing.taxes t
   set is_active = false, updated_at = now(), version = t.version + t.is_active::int
 where t.id = :id and t.school_id = :school_id
