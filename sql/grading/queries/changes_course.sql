-- changes_course(course_id uuid, school_id uuid, me uuid, my_role text) one
-- The course, for whoever may look into its gradebook.
select c.id as course_id, c.code, c.name
  from academics_api.courses c
 where c.id = :course_id and c.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	and exists (select from academics_api.course_teachers t
	    where t.course_id = :course_id and t.teacher_id = :me)))
