-- Verify attendance:mark
begin;
do $$
begin
	assert has_function_privilege('lyceum_beacon',
	    'attendance.mark_all(uuid, uuid, text, uuid, uuid, date, json, text, text)',
	    'execute');
	assert has_function_privilege('lyceum_beacon',
	    'attendance.change(uuid, text, text, boolean, int, uuid, uuid, text, text, text)',
	    'execute');
end
$$;
rollback;
