-- subject_retire(id uuid, school_id uuid) exec
update academics.subjects s
   set is_active = false, updated_at = now(), version = s.version + s.is_active::int
 where s.id = :id and s.school_id = :school_id
