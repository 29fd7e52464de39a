-- attendance_enrollment_head(id uuid, school_id uuid, me uuid, my_role text) one
select e.id, e.course_id, e.student_id
  from academics_api.enrollments e
 where e.id = :id and e.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or e.student_id = :me
	or (:my_role::text = 'teacher' and academics_api.teaches(:me, e.course_id))
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = e.student_id)))
