-- Verify attendance:close
begin;
do $$
begin
	assert has_function_privilege('lyceum_beacon',
	    'attendance.close(uuid, uuid, uuid, text)', 'execute');
	assert not has_function_privilege('lyceum_courses',
	    'attendance.close_expired(timestamptz, int)', 'execute');
end
$$;
select 'attendance.secret_of(uuid)'::regprocedure,
       'attendance.sweep(uuid[], uuid)'::regprocedure
 where false;
rollback;
