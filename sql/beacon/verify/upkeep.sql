-- Verify beacon:upkeep
begin;
do $$
begin
	assert beacon.prune() >= 0;
	assert beacon_api.leave_classroom(platform.uuid7()) is null;
	assert has_function_privilege('lyceum_courses',
	    'beacon_api.leave_classroom(uuid)', 'execute');
end
$$;
select 'beacon.proofs_by_time'::regclass where false;
rollback;
