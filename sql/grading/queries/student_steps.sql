-- student_steps(id uuid, school_id uuid, me uuid, my_role text) many
-- The scales of a student's courses that the reader may see.
select g.id as enrollment_id, s.at_least, s.letter, s.points
  from academics_api.enrollments g
  join grading.rules_of_courses r on r.course_id = g.course_id
  join grading.scale_steps s on s.scale_id = r.scale_id
 where g.student_id = :id and g.school_id = :school_id
   and g.status in ('enrolled', 'completed')
   and (:my_role::text in ('admin', 'dev') or g.student_id = :me
	or (:my_role::text = 'teacher' and exists (
	    select from academics_api.course_teachers t
	     where t.course_id = g.course_id and t.teacher_id = :me))
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = g.student_id)))
 order by g.course_id
