-- Verify grading:as_of
begin;
do $$
declare
	s uuid;
	c uuid;
	k uuid;
begin
	insert into academics.schools (code, name) values ('VERIFY-A', 'Verify')
	returning id into s;
	insert into academics.courses (school_id, code, name, capacity, credits, semester,
	    year)
	values (s, 'VV103', 'Third', 9, 3, 'fall', 2026) returning id into c;
	k := (grading.put_scale(null, s, 'Ours', '[{"at_least": 0, "letter": "A"}]', null)).id;
	insert into grading.school_rules (school_id, scale_id, pass_mark)
	values (s, k, 45);
	insert into grading.course_rules (course_id, school_id, weigh_by)
	values (c, s, 'points');
	assert (select (r.weigh_by, r.scale_id, r.pass_mark, r.version)
	    = ('points', k, 45::numeric, 1) from grading.rules_at(c, now()) r);
	assert (select (r.weigh_by, r.pass_mark, r.version) = ('weight', 60::numeric, 0)
	    from grading.rules_at(c, now() - interval '1 second') r);
	assert (select p.value -> 'steps' -> 0 ->> 'letter' = 'A'
	    from grading.policy_history p where p.object_id = k);
end
$$;
select 'grading.asked(uuid, text)'::regprocedure,
       'grading.policy_history_of_school'::regclass
 where false;
do $$
begin
	assert (select count(*) = 1 from pg_constraint x
	    where (x.conrelid, x.conname) in (
		('grading.policy_history'::regclass, 'policy_history_check')));
end
$$;
rollback;
