-- Verify academics:enroll
begin;
create function pg_temp.refused(statement text) returns text
language plpgsql as $$
declare
	which text;
begin
	execute statement;
	return 'accepted';
exception when sqlstate 'LY001' then
	get stacked diagnostics which = constraint_name;
	return which;
end
$$;
do $$
declare
	s uuid;
	c uuid;
	d uuid;
	u uuid[];
	e uuid[];
	r record;
	x record;
begin
	insert into academics.schools (code, name) values ('VERIFY-5', 'Verify')
	returning id into s;
	with n as (insert into identity.users (school_id, email, role, full_name)
		select s, i || '@enroll.verify', 'student', 'S' || i
		  from generate_series(1, 4) i returning id)
	select array_agg(id) into u from n;
	insert into academics.courses (school_id, code, name, capacity,
	    waitlist_limit, credits, semester, year, schedule)
	values (s, 'VV101', 'First', 1, 2, 3, 'fall', 2026, '{"monday": ["09:00-11:00"]}')
	returning id into c;
	insert into academics.courses (school_id, code, name, capacity, credits,
	    semester, year, schedule)
	values (s, 'VV102', 'Second', 9, 3, 'fall', 2026, '{"monday": ["10:00-12:00"]}')
	returning id into d;

	for i in 1 .. 3 loop
		select * into r from academics.enroll(u[i], c, u[i], s, 'student');
		assert r.status = case i when 1 then 'enrolled' else 'waitlisted' end
		   and r.waitlist_position is not distinct from nullif(i - 1, 0), r::text;
		e := e || r.id;
	end loop;
	assert pg_temp.refused(format('select academics.enroll(%L, %L, %L, %L, %L)',
	    u[4], c, u[4], s, 'student')) = 'course_full';
	assert pg_temp.refused(format('select academics.enroll(%L, %L, %L, %L, %L)',
	    u[1], c, u[1], s, 'student')) = 'already_enrolled', 'again';
	assert pg_temp.refused(format('select academics.enroll(%L, %L, %L, %L, %L)',
	    u[1], d, u[1], s, 'student')) = 'time_conflict';
	assert pg_temp.refused(format('select academics.enroll(%L, %L, %L, %L, %L)',
	    u[2], d, u[1], s, 'student')) = 'forbidden', 'for somebody else';
	assert pg_temp.refused(format('select academics.enroll(%L, %L, %L, %L, %L)',
	    u[1], d, u[1], platform.uuid7(), 'student')) = 'not_found', 'another school';

	-- the second has a clash by now: the third is promoted
	perform academics.enroll(u[2], d, u[2], s, 'student');
	select * into r from academics.drop(e[1], c, u[1], s, 'student');
	assert r.status = 'dropped' and r.promoted_id = e[3], r::text;
	assert pg_temp.refused(format('select academics.drop(%L, %L, %L, %L, %L)',
	    e[1], c, u[1], s, 'student')) = 'not_enrolled';
	assert pg_temp.refused(format('select academics.drop(%L, %L, %L, %L, %L)',
	    e[3], c, u[1], s, 'student')) = 'not_found', 'somebody else''s';
	select enrolled_count, waitlist_count into x from academics.courses where id = c;
	assert x.enrolled_count = 1 and x.waitlist_count = 1, x::text;
	-- back again: the row is revived, at the end of the line
	select * into r from academics.enroll(u[1], c, u[1], s, 'student');
	assert r.id = e[1] and r.status = 'waitlisted' and r.waitlist_position = 2, r::text;
	-- two seats more: the one with a clash stays in line
	update academics.courses set capacity = 3 where id = c;
	select enrolled_count, waitlist_count into x from academics.courses where id = c;
	assert x.enrolled_count = 2 and x.waitlist_count = 1, x::text;
	assert (select count(*) = 2 from platform.outbox
	    where school_id = s and type = 'WaitlistPromoted'), 'events';

	insert into academics.terms values (s, 'fall', 2026, '2026-09-01', '2026-12-20',
	    now() + interval '1 day', now() + interval '2 days');
	assert pg_temp.refused(format('select academics.enroll(%L, %L, %L, %L, %L)',
	    u[4], c, u[4], s, 'student')) = 'course_closed';
	select * into r from academics.enroll(u[4], c, s, s, 'admin');
	assert r.status = 'enrolled', 'administrators are not held to the window';
end
$$;
select 'academics.check_prerequisites(uuid, uuid)'::regprocedure,
       'academics.student_numbered(text, uuid)'::regprocedure,
       'academics.waitlist_position(uuid, integer)'::regprocedure
 where false;
rollback;
