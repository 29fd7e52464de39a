-- gradebook_marks(course_id uuid, school_id uuid, me uuid, my_role text) many
-- Unsorted.  Students who have dropped the course are not in the roster.
select g.enrollment_id, g.id, g.assignment_name, g.assignment_type, g.score,
       g.max_score, g.weight, g.version
  from grading.grades g
 where g.course_id = :course_id and g.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	and exists (select from academics_api.course_teachers t
	    where t.course_id = :course_id and t.teacher_id = :me)))
