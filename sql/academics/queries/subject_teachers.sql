-- subject_teachers(id uuid, school_id uuid) many
select p.id, p.full_name, p.department
  from academics.subjects s
  join academics.subject_teachers t on t.subject_id = s.id
  join identity_api.people p on p.id = t.teacher_id
 where s.id = :id and s.school_id = :school_id
 order by p.full_name, p.id
