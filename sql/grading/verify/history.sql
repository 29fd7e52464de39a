-- Verify grading:history
begin;
do $$
declare
	s uuid := platform.uuid7();
	c uuid := platform.uuid7();
	g uuid;
begin
	insert into grading.assignments (school_id, course_id, name, type, max_score, weight)
	values (s, c, 'Essay', 'homework', 20, 0.25);
	insert into grading.grades (school_id, course_id, enrollment_id, student_id,
	    graded_by, score, max_score, weight, assignment_type, assignment_name)
	values (s, c, s, s, s, 17.25, 20, 0.25, 'homework', 'Essay') returning id into g;
	update grading.grades set score = 18, version = version + 1 where id = g;
	update grading.assignments set name = 'Paper', max_score = 25 where course_id = c;
	assert (select max_score = 25 and version = 3 and assignment_name = 'Paper'
	    from grading.grades where id = g), 'copies';
	update grading.assignments set name = 'Essay' where course_id = c;
	perform set_config('lyceum.actor', s::text, true);
	delete from grading.grades where id = g;
	assert (select array_agg(action || ' ' || version order by id)
	    = '{insert 1,update 2,update 3,delete 4}'
	    and bool_and(actor = s) from grading.grade_history where grade_id = g), 'history';
	begin
		update grading.grade_history set new_score = 1 where grade_id = g;
		assert false, 'history was rewritten';
	exception when insufficient_privilege then null;
	end;
	begin
		truncate grading.grade_history;
		assert false, 'history was forgotten';
	exception when insufficient_privilege then null;
	end;
	assert not has_table_privilege('lyceum_grades', 'grading.grade_history', 'insert');
end
$$;
select 'grading.grade_history_of_grade'::regclass where false;
rollback;
