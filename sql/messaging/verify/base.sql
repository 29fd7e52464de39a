-- Verify messaging:base
do $$
begin
	assert has_schema_privilege('lyceum_auth', 'messaging_api', 'usage');
	assert not has_schema_privilege('lyceum_auth', 'messaging', 'usage');
end
$$;
