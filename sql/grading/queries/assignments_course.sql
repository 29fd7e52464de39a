-- assignments_course(course_id uuid, school_id uuid, me uuid, my_role text) one
-- The course, if the reader may know what is graded in it: whoever teaches it,
-- takes it or looks after somebody who does.
select c.id
  from academics_api.courses c
 where c.id = :course_id and c.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	and exists (select from academics_api.course_teachers t
	    where t.course_id = :course_id and t.teacher_id = :me))
	or exists (select from academics_api.enrollments e
	    where e.course_id = :course_id and e.status in ('enrolled', 'completed')
	      and (e.student_id = :me or (:my_role::text = 'parent' and exists (
		select from identity_api.wards w
		 where w.parent_id = :me and w.student_id = e.student_id)))))
