-- Verify grading:grades
begin;
do $$
declare
	s uuid := platform.uuid7();
	c uuid := platform.uuid7();
	e uuid := platform.uuid7();
	which text;
begin
	insert into grading.assignments (school_id, course_id, name, type, max_score, weight)
	values (s, c, 'Essay', 'homework', 20, 0.25);
	insert into grading.grades (school_id, course_id, enrollment_id, student_id,
	    score, max_score, weight, assignment_type, assignment_name)
	values (s, c, e, s, 17.25, 20, 0.25, 'homework', 'Essay');
	begin
		update grading.grades set score = 20.01 where enrollment_id = e;
		assert false, 'more than there was to get';
	exception when check_violation then
		get stacked diagnostics which = constraint_name;
		assert which = 'score_range', which;
	end;
	begin
		insert into grading.grades (school_id, course_id, enrollment_id,
		    student_id, score, max_score, weight, assignment_type, assignment_name)
		values (s, c, e, s, 1, 20, 0.25, 'homework', 'Essay');
		assert false, 'graded twice';
	exception when unique_violation then
		get stacked diagnostics which = constraint_name;
		assert which = 'already_graded', which;
	end;
end
$$;
select 'grading.grades_of_course'::regclass, 'grading.grades_of_student'::regclass
 where false;
rollback;
