-- signature_decide(id uuid, school_id uuid, me uuid, my_role text, status text,
--	notes text, clear_notes boolean, if_match int, request_id text,
--	remote_addr text) one
select g.id, g.session_id, g.person_id, p.full_name as person_name, g.person_role,
       g.method, g.status, g.reason, g.message, g.signed_at, g.decided_by,
       g.decided_at, g.notes, g.version
  from attendance.decide(:id, :status, :me, :my_role, :school_id,
    case when :clear_notes::boolean then '' else :notes end, :if_match,
    :request_id, :remote_addr) g
  left join identity_api.people p on p.id = g.person_id
   and p.school_id = :school_id
