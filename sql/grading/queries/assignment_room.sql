-- assignment_room(course_id uuid, school_id uuid, me uuid, my_role text) one
-- The weight that a course's assignments leave, for the form of another.
select c.id, c.code, c.name,
       trim_scale(greatest(1 - coalesce((select sum(a.weight)
	  from grading.assignments a where a.course_id = c.id), 0), 0)) as weight_left
  from academics_api.courses c
 where c.id = :course_id and c.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	and exists (select from academics_api.course_teachers t
	    where t.course_id = :course_id and t.teacher_id = :me)))
