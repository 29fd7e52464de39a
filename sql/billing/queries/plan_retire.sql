-- plan_retire(id uuid, school_id uuid) exec
update billing.plans n
   set is_active = false, updated_at = now(), version = n.version + n.is_active::int
 where n.id = :id and n.school_id = :school_id
