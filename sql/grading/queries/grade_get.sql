-- grade_get(id uuid, school_id uuid, me uuid, my_role text) one
select g.id, g.course_id, g.enrollment_id, g.student_id, a.id as assignment_id,
       g.assignment_name, g.assignment_type, g.score, g.max_score, g.weight,
       g.state, g.days_late, g.comments, g.reason, g.graded_by,
       p.full_name as graded_by_name, g.graded_at, g.version,
       (select trim_scale(e.grade_final) from academics_api.enrollments e
	 where e.id = g.enrollment_id) as final
  from grading.grades g
  join grading.assignments a on a.course_id = g.course_id
   and a.name = g.assignment_name
  left join identity_api.people p on p.id = g.graded_by
 cross join lateral grading.sees_marks(g.course_id, g.student_id, :me, :my_role)
 where g.id = :id and g.school_id = :school_id
