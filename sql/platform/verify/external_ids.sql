-- Verify platform:external_ids
begin;
do $$
declare
	school uuid := platform.uuid7();
	ours uuid := platform.uuid7();
begin
	assert platform.sourced_id(school, 'user', ours) = ours::text;
	insert into platform.external_ids values (school, 'user', 'P-1', ours);
	assert platform.sourced_id(school, 'user', ours) = 'P-1';
	begin
		insert into platform.external_ids values (school, 'user', 'P-2', ours);
		assert false, 'one person has two ids';
	exception when unique_violation then null;
	end;
	assert not has_table_privilege('lyceum_auth', 'platform.external_ids', 'select');
end
$$;
select 'platform.derived_id(text)'::regprocedure where false;
rollback;
