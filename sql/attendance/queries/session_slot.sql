-- session_slot(id uuid, school_id uuid, me uuid) one
-- For a student who is expected in a session that is open.
select k.id, encode(attendance.secret_of(k.id), 'hex') as _secret
  from academics_api.sessions k
 where k.id = :id and k.school_id = :school_id
   and (academics_api.validate_student_session(:me, k.id)).is_allowed
