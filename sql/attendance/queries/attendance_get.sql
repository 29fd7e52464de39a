-- attendance_get(id uuid, school_id uuid, me uuid, my_role text) one
select r.id, r.course_id, c.code as course_code, r.enrollment_id, r.student_id,
       p.full_name as student_name, r.session_id, r.signature_id, r.date, r.status,
       r.marked_at, r.marked_by, r.notes, r.version
  from attendance.records r
  join academics_api.courses c on c.id = r.course_id
  join identity_api.people p on p.id = r.student_id
 where r.id = :id and r.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or r.student_id = :me
	or (:my_role::text = 'teacher' and (academics_api.teaches(:me, r.course_id)
	    or academics_api.validate_teacher_session(:me, r.session_id)))
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = r.student_id)))
