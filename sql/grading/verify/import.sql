-- Verify grading:import
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
	a uuid;
	n record;
	say text := 'select grading.import(%L, %L, %L, %L, %L, %L)';
	line text := '[{"e":"%s","a":"%s","v":%s,"s":%s,"t":"graded"}]';
begin
	insert into academics.schools (code, name) values ('VERIFY-I', 'Verify')
	returning id into s;
	insert into identity.users (school_id, email, role, full_name)
	values (s, 'verify@import.example', 'teacher', 'T') returning id into t;
	insert into academics.courses (school_id, code, name, teacher_id, capacity,
	    credits, semester, year)
	values (s, 'VV107', 'First', t, 9, 3, 'fall', 2026) returning id into c;
	insert into academics.enrollments (school_id, student_id, course_id, status)
	values (s, platform.uuid7(), c, 'enrolled') returning id into e;
	insert into grading.assignments (school_id, course_id, name, type, max_score, weight)
	values (s, c, 'Essay', 'homework', 20, 0.5) returning id into a;
	select * into n from grading.import(c, s, t, 'teacher',
	    format(line, e, a, 'null', 17.25), 'File');
	assert n.added = 1 and n.changed = 0, n::text;
	assert (select score = 17.25 and reason = 'File' and version = 1
	    from grading.grades where enrollment_id = e), 'grade';
	select * into n from grading.import(c, s, t, 'teacher', format(line, e, a, 1, 18), 'File');
	assert n.added = 0 and n.changed = 1, n::text;
	assert pg_temp.refused(format(say, c, s, t, 'teacher', format(line, e, a, 1, 19), 'x'))
	    = 'stale', 'another version';
	assert pg_temp.refused(format(say, c, s, t, 'teacher', format(line, e, a, 'null', 19), 'x'))
	    = 'stale', 'graded meanwhile';
	assert pg_temp.refused(format(say, c, s, t, 'teacher', format(line, s, a, 'null', 19), 'x'))
	    = 'stale', 'nobody of this course';
	assert pg_temp.refused(format(say, c, s, t, 'teacher', format(line, e, a, 2, 20.01), 'x'))
	    = 'score_range';
	assert pg_temp.refused(format(say, c, s, s, 'teacher', format(line, e, a, 2, 19), 'x'))
	    = 'not_found', 'another teacher';
	assert pg_temp.refused(format(say, c, s, t, 'student', format(line, e, a, 2, 19), 'x'))
	    = 'not_found', 'no teacher';
	assert (select array_agg(h.reason order by h.id) = array['File', 'File']
	    from grading.grade_history h where h.course_id = c), 'history';
	assert (select count(*) = 2 from platform.outbox where school_id = s), 'events';
end
$$;
rollback;
