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
select 'grading.categories'::regclass, 'grading.scales'::regclass where false;
select category_id, due_at, is_extra, late_max, late_per_day
  from grading.assignments where false;
select days_late, reason, state from grading.grades where false;
do $$
begin
	assert (select count(*) = 8 from pg_constraint x
	    where (x.conrelid, x.conname) in (
		('grading.assignments'::regclass, 'assignments_category_id_fkey'),
		('grading.assignments'::regclass, 'assignments_check'),
		('grading.assignments'::regclass, 'assignments_curve_check'),
		('grading.grades'::regclass, 'grades_check'),
		('grading.grades'::regclass, 'grades_check1'),
		('grading.grades'::regclass, 'grades_days_late_check'),
		('grading.grades'::regclass, 'grades_reason_check'),
		('grading.grades'::regclass, 'grades_state_check')));
end
$$;
rollback;
