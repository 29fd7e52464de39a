-- grpc_attempt(session uuid, student uuid, method text, beacon uuid,
--   classroom uuid, proof_type text, at timestamptz, request_id text,
--   teacher uuid, administrator uuid, remote_addr text) one
-- The school is that of the session, or of the room in which it is looked for;
-- what is found nowhere is refused in the school of the student.
select x.id, x.status, x.message
  from (select coalesce(
	(select k.school_id from academics_api.sessions k where k.id = :session),
	(select k.school_id from academics_api.classrooms k where k.id = :classroom),
	(select p.school_id from identity_api.people p where p.id = :student)) as school) s
 cross join lateral attendance_api.create_signature_attempt(s.school, :session,
	:student, :method, :beacon, :classroom, :proof_type, :at, :request_id,
	:teacher, :administrator, :remote_addr) x
 where s.school is not null and (:beacon is null or exists (
	select from beacon.beacons b where b.id = :beacon
	   and b.school_id = s.school and b.is_active))
