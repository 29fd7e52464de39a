-- session_teacher(id uuid, school_id uuid, me uuid, my_role text) one
-- Whether the caller may open a session; no row: there is none to decide on.
select k.id, academics_api.validate_teacher_session(:me, k.id) as teaches
  from academics_api.sessions k
 where k.id = :id
   and attendance.may_decide(:id, :school_id, :me, :my_role)
