-- attendance_person_head(id uuid, school_id uuid, me uuid, my_role text) one
select p.id from identity_api.people p
 where p.id = :id and p.school_id = :school_id and p.role = 'student'
   and (:my_role::text in ('admin', 'dev') or p.id = :me
	or (:my_role::text = 'teacher' and exists (
	    select from academics_api.course_teachers t
	      join academics_api.enrollments e on e.course_id = t.course_id
	     where t.teacher_id = :me and e.student_id = p.id))
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = p.id)))
