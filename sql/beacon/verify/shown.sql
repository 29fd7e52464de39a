-- Verify beacon:shown
begin;
do $$
begin
	assert has_table_privilege('lyceum_beacon', 'beacon.shown', 'select');
end
$$;
rollback;
