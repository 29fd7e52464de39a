-- Verify grading:regrade
begin;
do $$
declare
	s uuid;
	t uuid;
	u uuid := platform.uuid7();
	c uuid;
	e uuid;
	g grading.grades;
	r grading.regrades;
begin
	insert into academics.schools (code, name) values ('VERIFY-9', 'Verify')
	returning id into s;
	insert into identity.users (school_id, email, role, full_name)
	values (s, 'verify@regrade.example', 'teacher', 'T') returning id into t;
	insert into academics.courses (school_id, code, name, teacher_id, capacity,
	    credits, semester, year)
	values (s, 'VV109', 'Again', t, 9, 3, 'fall', 2026) returning id into c;
	insert into academics.enrollments (school_id, student_id, course_id, status)
	values (s, u, c, 'enrolled') returning id into e;
	insert into grading.assignments (school_id, course_id, name, type, max_score, weight)
	values (s, c, 'Essay', 'homework', 20, 1);
	insert into grading.grades (school_id, course_id, enrollment_id, student_id,
	    score, max_score, weight, assignment_type, assignment_name)
	values (s, c, e, u, 10, 20, 1, 'homework', 'Essay') returning * into g;
	assert not exists (select from grading.regrade_ask(g.id, s, t, 'Not mine'));
	select * into r from grading.regrade_ask(g.id, s, u, 'The second page');
	assert r.status = 'open' and r.old_score = 10, r::text;
	assert not exists (select from grading.regrade_answer(r.id, s, u, 'student', 1, 'Yes', 20));
	select * into r from grading.regrade_answer(r.id, s, t, 'teacher', 1, 'You are right', 12);
	assert r.status = 'changed' and r.new_score = 12, r::text;
	assert (select h.reason = 'Looked at again: You are right' and h.new_score = 12
	    from grading.grade_history h where h.grade_id = g.id and h.action = 'update');
end
$$;
select 'grading.regrade_withdraw(uuid, uuid, uuid, text, integer)'::regprocedure
 where false;
rollback;
