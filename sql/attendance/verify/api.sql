-- Verify attendance:api
begin;
do $$
begin
	assert has_function_privilege('lyceum_courses',
	    'attendance_api.session_signed(uuid)', 'execute');
	assert not has_function_privilege('lyceum_courses',
	    'attendance_api.create_signature_attempt(uuid, uuid, uuid, text, uuid, uuid, text, timestamptz, text, uuid, uuid, text)',
	    'execute');
end
$$;
rollback;
