-- Verify academics:structure
begin;
select id, name, starts_on, ends_on, version from academics.holidays where false;
do $$
begin
	assert academics.open_to_change(platform.uuid7(), true);
	assert (academics.remove_classroom(platform.uuid7(), platform.uuid7())).id is null;
	assert not academics_api.hold_classroom(platform.uuid7(), platform.uuid7());
	assert (academics.remove_group(platform.uuid7(), platform.uuid7())).id is null;
end
$$;
select created_at, updated_at from academics.holidays where false;
rollback;
