-- Verify grading:imports
begin;
do $$
declare
	s uuid;
	t uuid;
	c uuid;
	e uuid;
	a uuid;
	i uuid;
	n record;
	line text := '[{"e":"%s","a":"%s","v":%s,"s":%s,"t":"graded"}]';
begin
	insert into academics.schools (code, name) values ('VERIFY-U', 'Verify')
	returning id into s;
	insert into identity.users (school_id, email, role, full_name)
	values (s, 'verify@imports.example', 'teacher', 'T') returning id into t;
	insert into academics.courses (school_id, code, name, teacher_id, capacity,
	    credits, semester, year)
	values (s, 'VV108', 'First', t, 9, 3, 'fall', 2026) returning id into c;
	insert into academics.enrollments (school_id, student_id, course_id, status)
	values (s, platform.uuid7(), c, 'enrolled') returning id into e;
	insert into grading.assignments (school_id, course_id, name, type, max_score, weight)
	values (s, c, 'Essay', 'homework', 20, 0.5) returning id into a;
	perform grading.import(c, s, t, 'teacher', format(line, e, a, 'null', 17.25), 'File');
	assert not exists (select from grading.grade_history h
		where h.course_id = c and h.import_id is not null), 'no import';
	insert into grading.imports (school_id, course_id, actor, reason, added, changed)
	values (s, c, t, 'File', 0, 1) returning id into i;
	perform set_config('lyceum.import', i::text, true);
	perform grading.import(c, s, t, 'teacher', format(line, e, a, 1, 18), 'File');
	perform set_config('lyceum.import', '', true);
	update grading.assignments set weight = 0.4 where id = a;
	assert not exists (select from grading.hold_import(i, c, s, s, 'teacher', null)), 'who';
	assert not exists (select from grading.hold_import(i, c, s, t, 'teacher', 2)), 'version';
	assert exists (select from grading.hold_import(i, c, s, t, 'teacher', 1));
	select * into n from grading.undo_import(i, t, 'Undo', 0);
	assert n.restored = 1 and n.left_changed = 0, n::text;
	assert (select g.score = 17.25 and g.reason = 'Undo' from grading.grades g
		 where g.enrollment_id = e), 'grade';
	select * into n from grading.undo_import(i, t, 'Undo', 0);
	assert n.restored = 0 and n.left_changed = 1, n::text;
	select * into n from grading.undo_import(i, t, 'Undo', n.last);
	assert n.last is null, 'the end';
end
$$;
select 'grading.grade_history_of_import'::regclass,
       'grading.imports_of_course'::regclass
 where false;
rollback;
