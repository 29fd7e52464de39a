-- signature_get(id uuid, school_id uuid, me uuid, my_role text) one
select g.id, g.session_id, k.course_id, k.code as course_code, g.person_id,
       p.full_name as person_name, g.person_role, g.method, g.status, g.reason,
       g.message, g.signed_at, g.beacon_id, g.classroom_id, g.device_id,
       g.decided_by, g.decided_at, g.notes, g.version
  from attendance.signatures g
  left join academics_api.sessions k on k.id = g.session_id
   and k.school_id = g.school_id
  left join identity_api.people p on p.id = g.person_id
   and p.school_id = g.school_id
 where g.id = :id and g.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or g.person_id = :me
	or (:my_role::text = 'teacher'
	    and academics_api.validate_teacher_session(:me, g.session_id)))
