-- Verify grading:exam_flow
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
	u uuid;
	c uuid;
	e uuid;
	x uuid;
	r grading.exam_results;
begin
	insert into academics.schools (code, name) values ('VERIFY-8', 'Verify')
	returning id into s;
	insert into identity.users (school_id, email, role, full_name)
	values (s, 'verify@exam.example', 'teacher', 'T') returning id into t;
	insert into identity.users (school_id, email, role, full_name)
	values (s, 'verify@sits.example', 'student', 'S') returning id into u;
	insert into academics.courses (school_id, code, name, teacher_id, capacity,
	    credits, semester, year)
	values (s, 'VV108', 'Exams', t, 9, 3, 'fall', 2026) returning id into c;
	insert into academics.enrollments (school_id, student_id, course_id, status)
	values (s, u, c, 'enrolled') returning id into e;
	insert into grading.exams (school_id, course_id, title, max_score, weight, seats)
	values (s, c, 'Final', 50, 0.5, 1) returning id into x;
	assert grading.takes_exam(c, u, 'student') and not grading.takes_exam(c, t, 'student');
	assert exists (select from grading.exam_hold(x, s, t, 'teacher', 1));
	assert not exists (select from grading.exam_hold(x, s, t, 'teacher', 2));
	assert not exists (select from grading.exam_hold(x, s, u, 'student', null));
	perform grading.exam_seat(x, 'name');
	assert pg_temp.refused(format('select grading.exam_moderate(%L, %L, 1, 0, %L)',
	    x, t, 'too soon')) = 'exam_state';
	assert (select field || ' ' || line from grading.exam_mark(x, t,
	    jsonb_build_array(jsonb_build_object('student_id', u, 'score', 51)))) = 'score 1';
	assert not exists (select from grading.exam_mark(x, t,
	    jsonb_build_array(jsonb_build_object('student_id', u, 'score', 33.33))));
	perform grading.exam_moderate(x, t, 1.5, 0.005, 'One question was wrong');
	select * into r from grading.exam_results where exam_id = x;
	assert r.seat = 1 and r.entered = 33.33 and r.score = 50, r::text;
	perform grading.exam_reopen(x, 'Looked again');
	perform grading.exam_moderate(x, t, 1, 0.1, 'A tenth');
	assert not exists (select from grading.grades where course_id = c);
	perform grading.exam_publish(x, t);
	assert pg_temp.refused(format('select grading.exam_publish(%L, %L)', x, t))
	    = 'exam_state';
	assert (select g.score = 33.43 and g.max_score = 50 and g.state = 'graded'
	    from grading.grades g where g.enrollment_id = e);
	assert (select count(*) from platform.outbox
	    where school_id = s and type = 'ExamResultPublished') = 1;
	assert pg_temp.refused(format('delete from grading.grades where course_id = %L;'
	    'delete from grading.assignments where course_id = %L', c, c)) = 'conflict';
	assert pg_temp.refused(format('insert into grading.exams (school_id, course_id,'
	    'title, max_score, weight, starts_at, ends_at, room) select %L, %L,'
	    '%L || n, 10, 1, now(), now() + interval %L, %L from generate_series(1, 2) n',
	    s, c, 'Quiz ', '1 hour', 'A 1')) = 'room_conflict';
end
$$;
select 'grading.exam_cancel(uuid)'::regprocedure,
       'grading.exam_fits(uuid, uuid, uuid, timestamptz, timestamptz, uuid, '
           'text, uuid)'::regprocedure,
       'grading.exam_status(text, boolean)'::regprocedure,
       'grading.exam_warnings(uuid)'::regprocedure,
       'grading.runs_exam(uuid, uuid, uuid, text)'::regprocedure,
       'grading.school_instant(uuid, date, text)'::regprocedure,
       'grading.exam_taken'::regclass
 where false;
do $$
begin
	assert (select count(*) = 1 from pg_constraint x
	    where (x.conrelid, x.conname) in (
		('grading.exams'::regclass, 'exams_type_check')));
	assert has_table_privilege('lyceum_grades', 'academics_api.classrooms', 'select');
	assert has_table_privilege('lyceum_grades',
	    'academics_api.session_classrooms', 'select');
	assert has_table_privilege('lyceum_grades', 'academics_api.sessions', 'select');
end
$$;
rollback;
