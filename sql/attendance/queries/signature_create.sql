-- signature_create(school_id uuid, me uuid, my_role text, session uuid,
--	person uuid, method text, fault text, beacon uuid, classroom uuid,
--	device uuid, proof text, wish text, request_id text, remote_addr text) one
select s.id, s.session_id, s.person_id, p.full_name as person_name, s.method,
       s.status, s.reason, s.message, s.signed_at, s.repeated, s.version
  from attendance.sign(:school_id, :me, :my_role, :session::uuid, :person::uuid,
    :method, :fault, :beacon::uuid, :classroom::uuid, :device::uuid,
    :proof::text::jsonb, :wish, now(), :request_id, :remote_addr) s
  left join identity_api.people p on p.id = s.person_id
   and p.school_id = :school_id
