-- grade_create(school_id uuid, me uuid, my_role text, enrollment_id uuid,
--	assignment_id uuid, assignment_name text, assignment_type text,
--	max_score numeric, weight numeric, score numeric, comments text) one
-- The assignment by its id, or by its name: then it is made when it is new.
select g.id, g.course_id, g.enrollment_id, g.student_id, a.id as assignment_id,
       g.assignment_name, g.assignment_type, g.score, g.max_score, g.weight,
       g.comments, g.graded_by, p.full_name as graded_by_name, g.graded_at, g.version,
       (select trim_scale(e.grade_final) from academics_api.enrollments e
	 where e.id = g.enrollment_id) as final
  from grading.grade(:enrollment_id, :assignment_id, :assignment_name,
    :assignment_type, :max_score, :weight, :score, :comments, :me, :school_id,
    :my_role) g
  left join grading.assignments a on a.course_id = g.course_id
   and a.name = g.assignment_name
  left join identity_api.people p on p.id = g.graded_by
