-- Verify grading:policy
begin;
do $$
declare
	which text;
begin
	assert (select count(*) from grading.scale_steps
	    where scale_id = '00000000-0000-7000-8000-000000000001') = 5;
	begin
		insert into grading.assignments (school_id, course_id, name, type,
		    max_score, weight, curve, curve_value)
		values (platform.uuid7(), platform.uuid7(), 'Essay', 'homework', 20, 1,
		    'best', 20.5);
		assert false, 'out of more than there is';
	exception when check_violation then
		get stacked diagnostics which = constraint_name;
		assert which = 'curve_range', which;
	end;
	perform from grading.rules_of_courses limit 1;
end
$$;
rollback;
