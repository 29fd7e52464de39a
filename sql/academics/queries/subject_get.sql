-- subject_get(id uuid, school_id uuid) one
select s.id, s.code, s.title, s.description, s.credits, s.is_active,
       s.created_at, s.updated_at, s.version
  from academics.subjects s where s.id = :id and s.school_id = :school_id
