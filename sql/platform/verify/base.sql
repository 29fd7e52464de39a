-- Verify platform:base
do $$
declare
	which text;
	field text;
	id uuid := platform.uuid7();
begin
	assert substr(id::text, 15, 1) = '7' and substr(id::text, 20, 1) ~ '[89ab]',
	    'not of version 7: ' || id;
	assert abs(extract(epoch from clock_timestamp() - platform.uuid7_at(id))) < 5,
	    'an id with another time: ' || id;
	assert platform.fold('Zoë ØRSTED') = 'zoe orsted', platform.fold('Zoë ØRSTED');
	assert platform.like_words(' 50%  a_b') = '%50\%%a\_b%',
	    platform.like_words(' 50%  a_b');
	assert has_function_privilege('lyceum_auth', 'platform.uuid7()', 'execute');
	assert not has_schema_privilege('lyceum_auth', 'platform', 'create');
	begin
		perform platform.fail('invalid', 'words', 'score');
	exception when sqlstate 'LY001' then
		get stacked diagnostics which = constraint_name, field = column_name;
		assert which = 'invalid' and field = 'score', which;
	end;
end
$$;
select 'platform.refuse()'::regprocedure where false;
