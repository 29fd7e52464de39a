-- fee_retire(id uuid, school_id uuid) one
update billing.fees f
   set is_active = false, updated_at = now(), version = f.version + f.is_active::int
 where f.id = :id and f.school_id = :school_id
returning f.id, f.name, f.course_id, f.is_active
