-- Verify grading:grade
begin;
create function pg_temp.refused(statement text) returns text
language plpgsql as $$
declare
	which text;
begin
	execute statement;
	return 'accepted';
exception when others then
	get stacked diagnostics which = constraint_name;
	return which;
end
$$;
do $$
declare
	s uuid;
	t uuid;
	c uuid;
	e uuid;
	g grading.grades;
	say text := 'select grading.grade(%L, null, %L, %L, %s, 0.5, %s, null, %L, %L, %L)';
begin
	insert into academics.schools (code, name) values ('VERIFY-6', 'Verify')
	returning id into s;
	insert into identity.users (school_id, email, role, full_name)
	values (s, 'verify@grade.example', 'teacher', 'T') returning id into t;
	insert into academics.courses (school_id, code, name, teacher_id, capacity,
	    credits, semester, year)
	values (s, 'VV101', 'First', t, 9, 3, 'fall', 2026) returning id into c;
	insert into academics.enrollments (school_id, student_id, course_id, status)
	values (s, platform.uuid7(), c, 'enrolled') returning id into e;
	select * into g from grading.grade(e, null, 'Essay', 'homework', 20, 0.5, 17.25,
	    'Good', t, s, 'teacher');
	assert g.score = 17.25 and g.max_score = 20 and g.version = 1, g::text;
	assert pg_temp.refused(format(say, e, 'Essay', 'homework', 20, 18, t, s, 'teacher'))
	    = 'already_graded';
	assert pg_temp.refused(format(say, e, 'Essay', 'homework', 30, 18, t, s, 'teacher'))
	    = 'conflict';
	assert pg_temp.refused(format(say, e, 'Talk', 'project', 10, 10.01, t, s, 'teacher'))
	    = 'score_range';
	assert pg_temp.refused(format(say, e, 'Talk', 'project', 10, 1, s, s, 'teacher'))
	    = 'not_found', 'another teacher';
	assert pg_temp.refused(format(say, e, 'Talk', 'project', 10, 1, s, s, 'admin'))
	    = 'accepted';
	assert (select count(*) = 2 from platform.outbox
	    where school_id = s and type = 'GradeAssigned'), 'events';
end
$$;
rollback;
