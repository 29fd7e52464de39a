-- Verify grading:undo
begin;
do $$
declare
	s uuid;
	t uuid;
	c uuid;
	e uuid;
	g grading.grades;
	u grading.grades;
begin
	insert into academics.schools (code, name) values ('VERIFY-U', 'Verify')
	returning id into s;
	insert into identity.users (school_id, email, role, full_name)
	values (s, 'verify@undo.example', 'teacher', 'T') returning id into t;
	insert into academics.courses (school_id, code, name, teacher_id, capacity,
	    credits, semester, year)
	values (s, 'VV102', 'Second', t, 9, 3, 'fall', 2026) returning id into c;
	insert into academics.enrollments (school_id, student_id, course_id, status)
	values (s, platform.uuid7(), c, 'enrolled') returning id into e;
	g := grading.grade(e, null, 'Essay', 'homework', 20, 0.5, null, null, t, s,
	    'teacher', 'excused', null, 'Ill');
	assert g.state = 'excused' and g.score is null and g.reason = 'Ill', g::text;
	update grading.grades set state = 'graded', score = 12, version = 2
	 where id = g.id;
	u := grading.undo(g.id, s, t, 'teacher', 2, null);
	assert u.state = 'excused' and u.score is null and u.version = 3, u::text;
	assert (select count(*) = 0 from grading.undo(g.id, s, t, 'teacher', 2, null)),
	    'a stale one';
	delete from grading.grades where id = g.id;
	update grading.assignments set name = 'Long essay', version = 2 where course_id = c;
	u := grading.undo(g.id, s, t, 'teacher', null, 'By mistake');
	assert u.id = g.id and u.version = 5 and u.assignment_name = 'Long essay', u::text;
	assert (select reason = 'By mistake' and new_state = 'excused'
	    from grading.grade_history where grade_id = g.id order by id desc limit 1);
	assert grading.instant(s, '2026-11-23T09:00:00Z') = '2026-11-23 09:00:00+00';
	begin
		insert into grading.assignments (school_id, course_id, name, type,
		    max_score, weight)
		select s, c, 'Work ' || n, 'quiz', 1, 1 from generate_series(1, 200) n;
		raise 'two hundred and one assignments';
	exception when others then
		assert sqlerrm = 'conflict', sqlerrm;
	end;
end
$$;
select 'grading.put_scale(uuid, uuid, text, jsonb, integer)'::regprocedure,
       'grading.set_steps(uuid, jsonb)'::regprocedure,
       'grading.sign(uuid, text)'::regprocedure,
       'grading.policy_history_by_time'::regclass
 where false;
rollback;
