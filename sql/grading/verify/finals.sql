-- Verify grading:finals
begin;
do $$
begin
	perform grading.set_final(platform.uuid7(), platform.uuid7(), platform.uuid7(),
	    90, 90, 'A', 4, true, null, false, null);
	assert false, 'a final grade of nobody';
exception when no_data_found then
	assert has_function_privilege('lyceum_grades',
	    'grading.set_final(uuid, uuid, uuid, numeric, numeric, text, '
	    'numeric, boolean, text, boolean, int)', 'execute');
end
$$;
rollback;
