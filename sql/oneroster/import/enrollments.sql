-- enrollments.csv: who teaches, and then who learns.  A class has the seats
-- that it has: whoever finds none is reported, not let in.
create temporary table taking as
select i.*, c.id as course_id, c.code, u.id as user_id, u.role as user_role, z.timezone
  from run r
  join academics.schools z on z.id = r.school
  join in_enrollments i on true
  left join academics.courses c on c.id = pg_temp.id_of('class', i.c_classSourcedId)
  left join identity.users u on u.id = pg_temp.id_of('user', i.c_userSourcedId);

insert into notes
select format('%s enrollments left out, of administrators, proctors and people left out', count(*))
  from taking where c_role not in ('student', 'teacher') or user_id is null
having count(*) > 0;
delete from taking where c_role not in ('student', 'teacher') or user_id is null
    or c_sourcedId = '';
insert into faults
select 'enrollments', line, 'role', format('This person is a %s.', user_role)
  from taking where c_role <> user_role;
insert into faults
select 'enrollments', line, 'userSourcedId', format('So says line %s already.', first)
  from (select line, min(line) over (partition by course_id, user_id) as first from taking) x
 where line > first;

do $$
declare
	i record;
	lead uuid;
	con text;
	msg text;
	det text;
	t tally;
begin
	t := (0, 'teachers', 0, 0, 0);
	for i in select x.*, row_number() over (partition by x.course_id
		order by x.c_primary <> 'true', x.line) = 1 and x.c_primary = 'true' as leads
	    from taking x where x.c_role = 'teacher' and x.user_role = 'teacher'
	    order by x.line loop
		begin
			select c.teacher_id into lead from academics.courses c where c.id = i.course_id;
			if i.leads and lead is distinct from i.user_id then
				update academics.courses c
				   set teacher_id = i.user_id, updated_at = now(), version = c.version + 1
				 where c.id = i.course_id;
				t.added := t.added + 1;
			elsif not exists (select from academics.course_teachers x
			    where x.course_id = i.course_id and x.teacher_id = i.user_id) then
				insert into academics.course_teachers (course_id, teacher_id, times)
				values (i.course_id, i.user_id, '{}');
				t.added := t.added + 1;
			else
				t.same := t.same + 1;
			end if;
			perform pg_temp.link('enrollment', i.c_sourcedId,
			    platform.derived_id(i.course_id || ' teacher ' || i.user_id));
		exception when integrity_constraint_violation or sqlstate 'LY001' then
			get stacked diagnostics con = constraint_name, msg = message_text,
			    det = pg_exception_detail;
			perform pg_temp.fault('enrollments', i.line, 'userSourcedId',
			    pg_temp.why(con, msg, case when con = 'invalid' then det end));
		end;
	end loop;
	insert into tally (words, added, changed, same) values (t.words, t.added, t.changed, t.same);
end
$$;

do $$
declare
	r run;
	i record;
	e academics.enrollments;
	want text;
	since timestamptz;
	con text;
	msg text;
	t tally;
begin
	select * into r from run;
	t := (0, 'enrollments', 0, 0, 0);
	for i in select * from taking x where x.c_role = 'student' and x.user_role = 'student'
	    order by x.line loop
		want := case i.m_completed when 'true' then 'completed' else 'enrolled' end;
		since := coalesce(nullif(i.c_beginDate, '')::timestamp at time zone i.timezone, now());
		begin
			select x.* into e from academics.enrollments x
			 where x.course_id = i.course_id and x.student_id = i.user_id;
			if e.status in ('enrolled', 'completed') then
				if i.m_completed <> '' and e.status <> want then
					update academics.enrollments x
					   set status = want, version = x.version + 1 where x.id = e.id;
					t.changed := t.changed + 1;
				else
					t.same := t.same + 1;
				end if;
				perform pg_temp.link('enrollment', i.c_sourcedId, e.id);
				continue;
			end if;
			update academics.courses c
			   set enrolled_count = c.enrolled_count + 1,
			       waitlist_count = c.waitlist_count
				   - coalesce(e.status = 'waitlisted', false)::int
			 where c.id = i.course_id and c.enrolled_count < c.capacity;
			if not found then
				perform pg_temp.fault('enrollments', i.line, 'classSourcedId',
				    format('All %s seats of %s are taken.', c.capacity, c.code))
				   from academics.courses c where c.id = i.course_id;
				continue;
			end if;
			if e.id is null then
				insert into academics.enrollments (school_id, student_id, course_id, status,
				    enrolled_at)
				values (r.school, i.user_id, i.course_id, want, since)
				returning * into e;
				t.added := t.added + 1;
			else
				update academics.enrollments x
				   set status = want, enrolled_at = since, dropped_at = null,
				       waitlist_place = null, times = c.times, version = x.version + 1
				  from academics.courses c
				 where x.id = e.id and c.id = x.course_id;
				t.changed := t.changed + 1;
			end if;
			insert into platform.outbox (school_id, type, object_id, payload)
			values (r.school, 'EnrollmentCreated', e.id, jsonb_build_object('student_id',
			    i.user_id, 'course_id', i.course_id, 'status', want, 'actor', null));
			perform pg_temp.link('enrollment', i.c_sourcedId, e.id);
		exception when integrity_constraint_violation then
			get stacked diagnostics con = constraint_name, msg = message_text;
			perform pg_temp.fault('enrollments', i.line, 'userSourcedId',
			    pg_temp.why(con, msg, ''));
		end;
	end loop;
	insert into tally (words, added, changed, same) values (t.words, t.added, t.changed, t.same);
end
$$;
