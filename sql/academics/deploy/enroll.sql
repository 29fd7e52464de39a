-- Deploy academics:enroll
begin;

-- Whatever takes or gives up a seat goes by one order of locks, and so cannot
-- deadlock: the student (an advisory lock: no write, so a refusal costs no
-- flush), then the course's row, which everybody wants, then enrollments.  No
-- call holds two students.

-- An expression, not a statement, so that PL/pgSQL evaluates it at once; true.
create function academics.lock_student(student uuid) returns boolean
language sql volatile
return pg_advisory_xact_lock(uuid_hash_extended(student, 1)) is not null;

-- The student whom a registrar names by number.
create function academics.student_numbered(number text, school uuid) returns uuid
language plpgsql stable set search_path = '' as $$
declare
	found_id uuid;
begin
	select p.id into found_id from identity_api.people p
	 where p.school_id = school and p.role = 'student'
	   and p.student_number = number;
	if found_id is null then
		perform platform.fail('invalid', 'No student of the school has this number.',
		    'student_number');
	end if;
	return found_id;
end
$$;

-- Refuses a student who has not completed what the subject requires.
create function academics.check_prerequisites(student uuid, subject uuid)
returns void
language plpgsql set search_path = '' as $$
declare
	missing text;
begin
	select string_agg(s.code || ' ' || s.title, ', ' order by s.code) into missing
	  from academics.subject_prerequisites p
	  join academics.subjects s on s.id = p.requires_id
	 where p.subject_id = subject
	   and not exists (
		select from academics.enrollments e
		  join academics.courses c on c.id = e.course_id
		 where e.student_id = student and e.status = 'completed'
		   and c.subject_id = p.requires_id);
	if missing is not null then
		perform platform.fail('prerequisite', 'Complete first: ' || missing || '.');
	end if;
end
$$;

-- Says with which of the student's courses another one clashes.
create function academics.refuse_conflict(student uuid, course uuid) returns void
language plpgsql set search_path = '' as $$
declare
	words text;
begin
	select format('%s meets %s, when %s meets %s.', c.code, c.meets, o.code, o.meets)
	  into words
	  from academics.courses c, academics.enrollments e
	  join academics.courses o on o.id = e.course_id
	 where c.id = course and e.student_id = student and e.status = 'enrolled'
	   and e.times && c.times and e.course_id <> course
	 limit 1;
	perform platform.fail('time_conflict', coalesce(words,
	    'It meets at the same time as another of the student''s courses.'));
end
$$;

-- Takes a seat for a student, or a place on the waitlist of a full course.
-- Students enroll themselves, administrators anyone of their school (and at
-- any time); that who enrolls is an active student of the school is what the
-- token says.  The looks before the locks are for the cheap and common
-- refusals; what counts is decided behind them.
create function academics.enroll(student uuid, course uuid, actor uuid,
    school uuid, role text, waitlist_ok boolean default true,
    out id uuid, out student_id uuid, out course_id uuid, out status text,
    out enrolled_at timestamptz, out waitlisted_at timestamptz,
    out waitlist_position int, out version int)
language plpgsql as $$
declare
	k record;
	own record;
	mine uuid;		-- the student's row of this course, as it was
	was text;
	was_place int;
	place int;
	clash boolean := false;
	locked boolean;
	seated boolean;
begin
	if role not in ('student', 'admin') or (role = 'student' and student <> actor) then
		perform platform.fail('forbidden', 'Students enroll themselves.');
	end if;
	select c.code, c.capacity, c.enrolled_count, c.waitlist_limit,
	       c.waitlist_count, c.times, c.subject_id, c.is_active,
	       exists (select from academics.subject_prerequisites p
		where p.subject_id = c.subject_id) as demanding,
	       coalesce(now() between t.enrollment_opens and t.enrollment_closes,
		   true) as open,
	       t.enrollment_opens, t.enrollment_closes
	  into k
	  from academics.courses c
	  left join academics.terms t on t.school_id = c.school_id
	   and t.semester = c.semester and t.year = c.year
	 where c.id = course and c.school_id = school;
	if not found then
		perform platform.fail('not_found', 'There is no such course.');
	elsif not k.is_active then
		perform platform.fail('course_closed', k.code || ' is not offered.');
	elsif not k.open and role = 'student' then
		perform platform.fail('course_closed', case
		    when now() < k.enrollment_opens
		    then format('Enrollment opens on %s UTC.',
			to_char(k.enrollment_opens, 'FMDD Month YYYY, HH24:MI'))
		    else format('Enrollment closed on %s UTC.',
			to_char(k.enrollment_closes, 'FMDD Month YYYY, HH24:MI')) end);
	elsif k.enrolled_count >= k.capacity
	    and (not waitlist_ok or k.waitlist_count >= k.waitlist_limit) then
		perform academics.refuse_full(student, course, waitlist_ok);
	end if;
	if role <> 'student' then
		perform from identity_api.people p where p.id = student
		    and p.school_id = school and p.role = 'student' and p.is_active;
		if not found then
			perform platform.fail('not_found', 'There is no such student.');
		end if;
	end if;

	locked := academics.lock_student(student);

	for own in select x.id, x.status, x.waitlist_place,
		x.course_id = course as same
	    from academics.enrollments x
	    where x.student_id = student and (x.course_id = course
		or (x.status = 'enrolled' and x.times && k.times)) loop
		if own.same then
			mine := own.id;
			was := own.status;
			was_place := own.waitlist_place;
		else
			clash := true;
		end if;
	end loop;
	if was in ('enrolled', 'completed', 'pending') then
		perform platform.fail('already_enrolled',
		    format('%s: %s.', k.code, was));
	end if;
	if k.demanding then
		perform academics.check_prerequisites(student, k.subject_id);
	end if;
	if clash then
		perform academics.refuse_conflict(student, course);
	end if;

	-- A seat may be given back between the two updates: then look again.
	loop
		update academics.courses c
		   set enrolled_count = c.enrolled_count + 1,
		       waitlist_count = c.waitlist_count
			   - (was is not distinct from 'waitlisted')::int
		 where c.id = course and c.enrolled_count < c.capacity and c.is_active
		   and (was is distinct from 'waitlisted' or c.waitlist_count > 0)
		returning c.times into k.times;
		seated := found;
		exit when seated;
		if was = 'waitlisted' then
			perform platform.fail('already_enrolled', format(
			    'Number %s on the waitlist of %s.',
			    academics.waitlist_position(course, was_place), k.code));
		end if;
		if waitlist_ok then
			update academics.courses c
			   set waitlist_count = c.waitlist_count + 1,
			       waitlist_seq = c.waitlist_seq + 1
			 where c.id = course and c.enrolled_count >= c.capacity
			   and c.waitlist_count < c.waitlist_limit and c.is_active
			returning c.waitlist_seq, c.waitlist_count, c.times
			     into place, waitlist_position, k.times;
			exit when found;
		end if;
		perform from academics.courses c
		  where c.id = course and c.enrolled_count < c.capacity and c.is_active;
		if not found then
			perform academics.refuse_full(student, course, waitlist_ok);
		end if;
	end loop;

	status := case when seated then 'enrolled' else 'waitlisted' end;
	if mine is null then
		insert into academics.enrollments as e (school_id, student_id, course_id,
		    status, times, waitlist_place, enrolled_at, waitlisted_at)
		values (school, student, course, enroll.status, k.times, place,
		    case when seated then now() end, case when not seated then now() end)
		returning e.id, e.enrolled_at, e.waitlisted_at, e.version
		     into id, enrolled_at, waitlisted_at, version;
	else
		update academics.enrollments e
		   set status = enroll.status, times = k.times, waitlist_place = place,
		       enrolled_at = case when seated then now() end,
		       waitlisted_at = case when seated then e.waitlisted_at else now() end,
		       dropped_at = null, version = e.version + 1
		 where e.id = mine and e.status = was
		returning e.id, e.enrolled_at, e.waitlisted_at, e.version
		     into id, enrolled_at, waitlisted_at, version;
		if not found then	-- given up or promoted a moment ago
			perform platform.fail('conflict', 'This enrollment was just changed.');
		end if;
	end if;
	student_id := student;
	course_id := course;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'EnrollmentCreated', id, jsonb_build_object(
	    'student_id', student, 'course_id', course, 'status', status, 'actor', actor));
end
$$;

-- How many are at a place of a waitlist or before it.
create function academics.waitlist_position(course uuid, place int) returns int
language sql stable
return (select count(*)::int from academics.enrollments e
	 where e.course_id = course and e.status = 'waitlisted'
	   and e.waitlist_place <= place);

-- Says why there is no place, which may be that the student has it.
create function academics.refuse_full(student uuid, course uuid,
    waitlist_ok boolean) returns void
language plpgsql set search_path = '' as $$
declare
	c record;
begin
	select x.code, x.capacity, x.waitlist_limit, x.is_active, e.status into c
	  from academics.courses x
	  left join academics.enrollments e on e.course_id = x.id
	   and e.student_id = student and e.status <> 'dropped'
	 where x.id = course;
	if c.status is not null then
		perform platform.fail('already_enrolled',
		    format('%s: %s.', c.code, c.status));
	elsif not c.is_active then
		perform platform.fail('course_closed', c.code || ' is not offered.');
	end if;
	perform platform.fail('course_full', case when waitlist_ok
	    then format('All %s seats of %s are taken, and all %s places of its waitlist.',
		c.capacity, c.code, c.waitlist_limit)
	    else format('All %s seats of %s are taken.', c.capacity, c.code) end);
end
$$;

-- The first in line who could take a seat: nobody whose other courses clash.
create function academics.first_in_line(course uuid, passed uuid[] default '{}',
    out id uuid, out student_id uuid)
language sql stable
begin atomic
	select e.id, e.student_id from academics.enrollments e
	 where e.course_id = course and e.status = 'waitlisted'
	   and e.id <> all (passed)
	   and not exists (
		select from academics.enrollments o
		 where o.student_id = e.student_id and o.status = 'enrolled'
		   and o.times && e.times)
	 order by e.waitlist_place limit 1;
end;

-- From the waitlist into a seat that the caller has counted; tells the world.
create function academics.seat(enrollment uuid) returns boolean
language plpgsql set search_path = '' as $$
declare
	e record;
begin
	update academics.enrollments x
	   set status = 'enrolled', waitlist_place = null, enrolled_at = now(),
	       version = x.version + 1
	 where x.id = enrollment and x.status = 'waitlisted'
	returning x.school_id, x.student_id, x.course_id into e;
	if not found then
		return false;
	end if;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (e.school_id, 'WaitlistPromoted', enrollment, jsonb_build_object(
	    'student_id', e.student_id, 'course_id', e.course_id));
	return true;
end
$$;

-- Gives up a seat or a place on the waitlist.  A seat goes straight to the
-- first in line, so that nobody can slip in between; without one it is free.
-- Each try runs in a block of its own: where somebody was faster it is undone,
-- locks included, and made again, so that never two students are held.  That
-- many tries are lost only by counters that do not fit their rows.
create function academics.drop(enrollment uuid, course uuid, actor uuid,
    school uuid, role text,
    out id uuid, out student_id uuid, out course_id uuid, out status text,
    out dropped_at timestamptz, out promoted_id uuid, out version int)
language plpgsql as $$
declare
	e record;
	seen record;
	next record;
	locked boolean;
begin
	for tries in 1 .. 100 loop
		select x.* into e from academics.enrollments x
		 where x.id = enrollment and x.course_id = course and x.school_id = school
		   and (role = 'admin' or (role = 'student' and x.student_id = actor));
		if not found then
			perform platform.fail('not_found', 'There is no such enrollment.');
		elsif e.status not in ('enrolled', 'waitlisted', 'pending') then
			perform platform.fail('not_enrolled',
			    format('This enrollment is %s.', e.status));
		end if;
		begin
			promoted_id := null;
			if e.status = 'waitlisted' then
				update academics.courses c
				   set waitlist_count = c.waitlist_count - 1
				 where c.id = course and c.waitlist_count > 0;
				if not found then
					raise sqlstate 'LY002';
				end if;
			elsif e.status = 'enrolled' then
				select c.waitlist_seq, c.waitlist_count into seen
				  from academics.courses c where c.id = course;
				if seen.waitlist_count > 0 then
					select f.* into next from academics.first_in_line(course) f;
					promoted_id := next.id;
				end if;
				if promoted_id is null then
					update academics.courses c
					   set enrolled_count = c.enrolled_count - 1
					 where c.id = course and c.enrolled_count > 0
					   and c.waitlist_seq = seen.waitlist_seq;
					if not found then	-- somebody got in line
						raise sqlstate 'LY002';
					end if;
				else
					locked := academics.lock_student(next.student_id);
					select f.* into next from academics.first_in_line(course) f;
					if next.id is distinct from promoted_id then
						raise sqlstate 'LY002';
					end if;
					update academics.courses c
					   set waitlist_count = c.waitlist_count - 1
					 where c.id = course and c.waitlist_count > 0;
					if not found then
						raise sqlstate 'LY002';
					end if;
				end if;
			end if;
			update academics.enrollments x
			   set status = 'dropped', dropped_at = now(),
			       waitlist_place = null, version = x.version + 1
			 where x.id = enrollment and x.status = e.status
			returning x.id, x.student_id, x.course_id, x.status, x.dropped_at,
			    x.version
			     into id, student_id, course_id, status, dropped_at, version;
			if not found or (promoted_id is not null
			    and not academics.seat(promoted_id)) then
				raise sqlstate 'LY002';
			end if;
			insert into platform.outbox (school_id, type, object_id, payload)
			values (school, 'EnrollmentDropped', id, jsonb_build_object(
			    'student_id', e.student_id, 'course_id', e.course_id,
			    'was', e.status, 'actor', actor));
			return;
		exception when sqlstate 'LY002' or exclusion_violation then
			null;	-- also one whose other course was just moved
		end;
	end loop;
	perform platform.fail('conflict', 'This course is changing too quickly. Try again.');
end
$$;

-- More seats than before: the waitlist moves up.  The course's row is locked
-- here already, so students who are busy elsewhere at this moment are passed
-- over rather than waited for.
create function academics.capacity_raised() returns trigger
language plpgsql set search_path = '' as $$
declare
	free int := new.capacity - new.enrolled_count;
	moved int := 0;
	passed uuid[] := '{}';
	w record;
begin
	while moved < free loop
		select f.* into w from academics.first_in_line(new.id, passed) f;
		exit when w.id is null;
		passed := passed || w.id;
		if pg_try_advisory_xact_lock(uuid_hash_extended(w.student_id, 1))
		    and (select f.id = w.id from academics.first_in_line(new.id,
			passed[:cardinality(passed) - 1]) f)
		    and academics.seat(w.id) then
			moved := moved + 1;
		end if;
	end loop;
	if moved > 0 then
		update academics.courses c
		   set enrolled_count = c.enrolled_count + moved,
		       waitlist_count = c.waitlist_count - moved
		 where c.id = new.id;
	end if;
	return null;
end
$$;
create trigger capacity_raised after update of capacity on academics.courses
	for each row when (new.capacity > old.capacity and new.waitlist_count > 0)
	execute function academics.capacity_raised();

grant execute on function academics.lock_student(uuid),
    academics.student_numbered(text, uuid),
    academics.check_prerequisites(uuid, uuid),
    academics.refuse_conflict(uuid, uuid), academics.refuse_full(uuid, uuid, boolean),
    academics.enroll(uuid, uuid, uuid, uuid, text, boolean),
    academics.waitlist_position(uuid, int),
    academics.first_in_line(uuid, uuid[]), academics.seat(uuid),
    academics.drop(uuid, uuid, uuid, uuid, text)
    to lyceum_courses;

commit;
