-- course_prerequisites(id uuid, school_id uuid, me uuid) many
select s.id, s.code, s.title,
       exists (select from academics.enrollments e
	  join academics.courses o on o.id = e.course_id
	 where e.student_id = :me and e.status = 'completed'
	   and o.subject_id = s.id) as completed
  from academics.courses c
  join academics.subject_prerequisites r on r.subject_id = c.subject_id
  join academics.subjects s on s.id = r.requires_id
 where c.id = :id and c.school_id = :school_id
 order by s.code
