-- course_teachers(id uuid, school_id uuid) many
select p.id, p.full_name, t.is_lead
  from academics.courses c
  join academics.course_teachers t on t.course_id = c.id
  join identity_api.people p on p.id = t.teacher_id
 where c.id = :id and c.school_id = :school_id
 order by t.is_lead desc, p.full_name, p.id
