-- beacon_simulate(id uuid, school_id uuid, session_id uuid, student_id uuid,
--	method text, request_id text, remote_addr text) one
select s.id, s.session_id, s.person_id as student_id, s.method, s.status, s.reason,
       s.message, s.signed_at, s.repeated
  from beacon.beacons b
 cross join lateral attendance.sign(b.school_id, b.id, 'beacon', :session_id,
	:student_id, :method,
	case when not exists (select from identity_api.device_at(:student_id))
	     then 'no_device' end,
	b.id, b.classroom_id,
	(select d.id from identity_api.device_at(:student_id) d),
	'{"simulated": true}', null, now(), :request_id, :remote_addr) s
 where b.id = :id and b.school_id = :school_id and b.is_active and b.kind = 'beacon'
