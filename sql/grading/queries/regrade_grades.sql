-- regrade_grades(school_id uuid, me uuid, my_role text) many
-- What a student can ask about: the newest grades that nobody looks at yet.
select g.id, c.code, g.assignment_name, g.score, g.max_score
  from grading.grades g
  join academics_api.courses c on c.id = g.course_id
 where g.school_id = :school_id and g.student_id = :me and :my_role::text = 'student'
   and not exists (select from grading.regrades r
	where r.grade_id = g.id and r.status = 'open')
 order by g.graded_at desc, g.id desc limit 100
