-- Verify academics:enrollments
begin;
do $$
declare
	s uuid;
	a uuid;
	b uuid;
	who uuid := platform.uuid7();
	which text;
begin
	insert into academics.schools (code, name) values ('VERIFY-4', 'Verify')
	returning id into s;
	insert into academics.courses (school_id, code, name, capacity, credits,
	    semester, year, schedule)
	values (s, 'VV101', 'First', 30, 3, 'fall', 2026, '{"monday": ["09:00-11:00"]}')
	returning id into a;
	insert into academics.courses (school_id, code, name, capacity, credits,
	    semester, year, schedule)
	values (s, 'VV102', 'Second', 30, 3, 'fall', 2026, '{"monday": ["10:00-12:00"]}')
	returning id into b;
	insert into academics.enrollments (school_id, student_id, course_id, status)
	values (s, who, a, 'enrolled');
	begin
		insert into academics.enrollments (school_id, student_id, course_id, status)
		values (s, who, b, 'enrolled');
		assert false, 'one student in two places';
	exception when exclusion_violation then
		get stacked diagnostics which = constraint_name;
		assert which = 'time_conflict', which;
	end;
	begin
		insert into academics.enrollments (school_id, student_id, course_id, status)
		values (s, who, a, 'enrolled');
		assert false, 'one student, one course, two seats';
	exception when unique_violation then
		get stacked diagnostics which = constraint_name;
		assert which = 'already_enrolled', which;
	end;
	update academics.courses set schedule = '{"monday": ["11:00-12:00"]}' where id = b;
	insert into academics.enrollments (school_id, student_id, course_id, status)
	values (s, who, b, 'enrolled');
	begin
		update academics.courses set schedule = '{"monday": ["10:00-11:30"]}' where id = a;
		assert false, 'a course was moved onto another of its students';
	exception when exclusion_violation then null;
	end;
end
$$;
select 'academics.enrollments_of_course'::regclass,
       'academics.enrollments_when'::regclass
 where false;
rollback;
