-- Verify attendance:sign
begin;
do $$
begin
	assert has_function_privilege('lyceum_beacon',
	    'attendance.sign(uuid, uuid, text, uuid, uuid, text, text, uuid, uuid, uuid, jsonb, text, timestamptz, text, text)',
	    'execute');
	assert has_function_privilege('lyceum_beacon',
	    'attendance.decide(uuid, text, uuid, text, uuid, text, int, text, text)',
	    'execute');
	assert attendance.words('closed') <> attendance.words('anything else');
end
$$;
rollback;
