-- subject_teacher_remove(id uuid, teacher_id uuid, school_id uuid) exec
delete from academics.subject_teachers t using academics.subjects s
 where t.subject_id = :id and t.teacher_id = :teacher_id
   and s.id = t.subject_id and s.school_id = :school_id
