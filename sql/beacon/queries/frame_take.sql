-- frame_take(beacon_id uuid, school_id uuid, classroom_id uuid, session_id uuid,
--	seq bigint, step bigint, prev text, hash text, proofs json,
--	request_id text, remote_addr text) many
select f.student_id, f.status, f.reason, f.message, f.signature_id, f.repeated
  from beacon.take_frame(:beacon_id, :school_id, :classroom_id, :session_id, :seq,
	:step, decode(:prev, 'hex'), decode(:hash, 'hex'), :proofs::jsonb,
	:request_id, :remote_addr) f
