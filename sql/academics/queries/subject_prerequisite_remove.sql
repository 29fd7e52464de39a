-- subject_prerequisite_remove(id uuid, requires_id uuid, school_id uuid) exec
delete from academics.subject_prerequisites p using academics.subjects s
 where p.subject_id = :id and p.requires_id = :requires_id
   and s.id = p.subject_id and s.school_id = :school_id
