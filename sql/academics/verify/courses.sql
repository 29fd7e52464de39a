-- Verify academics:courses
begin;
do $$
declare
	s uuid;
	t uuid;
	c uuid;
	which text;
	bad jsonb;
begin
	insert into academics.schools (code, name) values ('VERIFY-3', 'Verify')
	returning id into s;
	insert into identity.users (school_id, email, role, full_name)
	values (s, 'verify@courses.example', 'teacher', 'T') returning id into t;
	insert into academics.courses (school_id, code, name, teacher_id, capacity,
	    credits, semester, year, schedule, room)
	values (s, 'VV101', 'Vérification', t, 30, 3, 'fall', 2026,
	    '{"wednesday": ["14:00-16:00"], "monday": ["09:00-11:00"]}', 'R1')
	returning id into c;
	assert (select x.meets = 'Mon 09:00–11:00 · Wed 14:00–16:00'
	    from academics.courses x where x.id = c), 'words';
	assert (select count(*) = 2 from academics.meetings m where m.course_id = c), 'meetings';
	assert exists (select from academics.course_teachers x
	    where x.course_id = c and x.teacher_id = t and x.is_lead), 'teacher';
	assert exists (select from academics.course_words x
	    where x.course_id = c and x.search @@ academics.words('verif vv1')), 'search';
	assert (select count(*) = 2 from academics.validate_schedule(s,
	    '{"monday": ["10:00-12:00"]}', 'fall', 2026, t, 'r1', null)), 'both conflicts';
	assert (select count(*) = 0 from academics.validate_schedule(s,
	    '{"monday": ["11:00-12:00"]}', 'fall', 2026, t, 'R1', null)), 'end to end';

	foreach bad in array array['[]', '{"sunday": []}', '{"monday": "09:00-11:00"}',
	    '{"monday": ["9:00-11:00"]}', '{"monday": ["11:00-09:00"]}',
	    '{"monday": [null]}', '{"monday": ["09:00-11:00", "10:59-12:00"]}']::jsonb[] loop
		begin
			update academics.courses set schedule = bad where id = c;
			assert false, 'accepted: ' || bad;
		exception when sqlstate 'LY001' then
			get stacked diagnostics which = constraint_name;
			assert which = 'invalid', which;
		end;
	end loop;
	begin
		insert into academics.courses (school_id, code, name, teacher_id,
		    capacity, credits, semester, year, schedule)
		values (s, 'VV102', 'Second', t, 30, 3, 'fall', 2026,
		    '{"monday": ["10:59-12:00"]}');
		assert false, 'one teacher in two places';
	exception when exclusion_violation then
		get stacked diagnostics which = constraint_name;
		assert which = 'teacher_conflict', which;
	end;
	begin
		insert into academics.courses (school_id, code, name, capacity,
		    credits, semester, year, schedule, room)
		values (s, 'VV102', 'Second', 30, 3, 'fall', 2026,
		    '{"monday": ["10:59-12:00"]}', 'r1');
		assert false, 'one room for two courses';
	exception when exclusion_violation then
		get stacked diagnostics which = constraint_name;
		assert which = 'room_conflict', which;
	end;
	update academics.courses set enrolled_count = 30 where id = c;
	begin
		update academics.courses set enrolled_count = 31 where id = c;
		assert false, 'oversold';
	exception when check_violation then
		get stacked diagnostics which = constraint_name;
		assert which = 'course_full', which;
	end;
	begin
		update academics.courses set capacity = 29 where id = c;
		assert false, 'fewer seats than students';
	exception when sqlstate 'LY001' then
		get stacked diagnostics which = constraint_name;
		assert which = 'capacity_below_enrolled', which;
	end;
	update academics.courses set is_active = false where id = c;
	assert (select isempty(x.times) from academics.course_teachers x
	    where x.course_id = c), 'an inactive course keeps its teacher busy';
	assert not exists (select from academics.bookings x where x.course_id = c),
	    'an inactive course keeps its room';
end
$$;
select 'academics.course_teacher_check()'::regprocedure,
       'academics.code_taken'::regclass,
       'academics.course_teachers_teacher'::regclass,
       'academics.course_words_search'::regclass,
       'academics.courses_by_code'::regclass, 'academics.courses_of_subject'::regclass
 where false;
do $$
begin
	assert (select count(*) = 1 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('academics.course_teachers'::regclass, 'course_teacher_check')));
end
$$;
rollback;
