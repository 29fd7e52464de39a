-- Deploy attendance:mark
begin;

-- The one session of a course on a day, by the school's clock.  Null: there is
-- none, and the day itself is marked.
create function attendance.session_on(course uuid, day date) returns uuid
language plpgsql stable as $$
declare
	ids uuid[];
begin
	select array_agg(k.id) into ids from academics_api.sessions k
	 where k.course_id = course and not k.is_cancelled
	   and k.starts_at >= day::timestamp at time zone k.timezone
	   and k.starts_at < (day + 1)::timestamp at time zone k.timezone;
	perform coalesce(cardinality(ids), 0) <= 1 or platform.fail('conflict',
	    'The course has several sessions on that day: say which, by session_id.');
	return ids[1];
end
$$;

-- Whether somebody may mark a course by hand.
create function attendance.may_mark(course uuid, school uuid, actor uuid, role text)
returns boolean
language sql stable
return exists (select from academics_api.courses c
	where c.id = course and c.school_id = school
	  and (role = 'admin' or (role = 'teacher'
	    and academics_api.teaches(actor, course))));

-- What is marked, as the caller named it: an enrollment, or a student in a
-- session or in a course on a day.  Refuses what is not there or not theirs.
create function attendance.subject_of(school uuid, actor uuid, role text,
    inout session uuid, inout course uuid, inout enrollment uuid,
    inout student uuid, inout day date, out opens_at timestamptz)
language plpgsql as $$
declare
	e record;
	k record;
	today date;
begin
	if enrollment is not null then
		select x.id, x.course_id, x.student_id, x.status into e
		  from academics_api.enrollments x
		 where x.id = enrollment and x.school_id = school
		   and (attendance.may_mark(x.course_id, school, actor, role)
			or attendance.may_decide(session, school, actor, role));
		perform e.id is not null
		    or platform.fail('not_found', 'There is no such enrollment.');
		perform coalesce(course, e.course_id) = e.course_id
		    and coalesce(student, e.student_id) = e.student_id
		    or platform.fail('invalid', 'This enrollment is another''s.',
			'enrollment_id');
		perform e.status in ('enrolled', 'completed') or platform.fail(
		    'not_enrolled', format('This enrollment is %s.', e.status));
		course := e.course_id;
		student := e.student_id;
	end if;
	perform student is not null or platform.fail('invalid',
	    'Say who, by enrollment_id or student_id.', 'student_id');
	if session is null then
		perform course is not null or platform.fail('invalid',
		    'Say which, by enrollment_id or session_id.', 'session_id');
		perform attendance.may_mark(course, school, actor, role)
		    or platform.fail('not_found', 'There is no such course.');
		select (now() at time zone h.timezone)::date into today
		  from academics_api.schools h where h.id = school;
		day := coalesce(day, today);
		perform day <= today + 366
		    or platform.fail('invalid', 'That is too far ahead.', 'date');
		session := attendance.session_on(course, day);
		opens_at := case when day > today then 'infinity' else '-infinity' end;
	end if;
	if session is null then
		select x.id into enrollment from academics_api.enrollments x
		 where x.course_id = course and x.student_id = student
		   and x.status in ('enrolled', 'completed');
		perform enrollment is not null or platform.fail('not_enrolled',
		    'The student is not enrolled in this course.');
		return;
	end if;
	select x.*, (x.starts_at at time zone x.timezone)::date as day into k
	  from academics_api.sessions x
	 where x.id = session and attendance.may_decide(session, school, actor, role);
	perform k.id is not null
	    or platform.fail('not_found', 'There is no such session.');
	perform coalesce(course, k.course_id) = k.course_id
	    or platform.fail('invalid', 'This session is of another course.', 'session_id');
	perform coalesce(day, k.day) = k.day
	    or platform.fail('invalid', format('The session is on %s.', k.day), 'date');
	perform not k.is_cancelled
	    or platform.fail('conflict', 'This session was cancelled.');
	select v.is_allowed, v.enrollment_id into e
	  from academics_api.validate_student_session(student, session) v;
	perform coalesce(e.is_allowed, false)
	    or platform.fail('not_enrolled', attendance.words('not_member'));
	course := k.course_id;
	enrollment := e.enrollment_id;
	day := k.day;
	opens_at := k.opens_at;
end
$$;

-- Attendance by hand.  Who is marked already is marked again: what says
-- nothing new changes nothing.  Such a record names no signature, and none of
-- a student's own changes it.
create function attendance.mark(school uuid, actor uuid, role text, session uuid,
    course uuid, enrollment uuid, student uuid, day date, mark text, notes text,
    request_id text, remote_addr text) returns attendance.records
language plpgsql as $$
declare
	x record;
	r attendance.records;
begin
	select * into x from attendance.subject_of(school, actor, role, session,
	    course, enrollment, student, day);
	perform mark in ('absent', 'excused') or x.opens_at <= now()
	    or platform.fail('conflict', 'That has not begun: nobody can be there yet.');
	if x.session is not null then
		perform attendance.lock_session(x.session, false);
		insert into attendance.records as t (school_id, course_id, enrollment_id,
		    student_id, date, status, marked_by, notes, session_id)
		values (school, x.course, x.enrollment, x.student, x.day, mark, actor,
		    nullif(mark.notes, ''), x.session)
		on conflict (session_id, student_id) where session_id is not null
		do update set status = excluded.status, marked_by = actor,
		    notes = coalesce(excluded.notes, t.notes), signature_id = null,
		    marked_at = now(), version = t.version + 1
		 where t.status <> excluded.status or t.signature_id is not null
		    or t.marked_by is null
		    or coalesce(excluded.notes, '') <> coalesce(t.notes, '')
		returning t.* into r;
	else
		insert into attendance.records as t (school_id, course_id, enrollment_id,
		    student_id, date, status, marked_by, notes)
		values (school, x.course, x.enrollment, x.student, x.day, mark, actor,
		    nullif(mark.notes, ''))
		on conflict (enrollment_id, date) where session_id is null
		do update set status = excluded.status, marked_by = actor,
		    notes = coalesce(excluded.notes, t.notes), marked_at = now(),
		    version = t.version + 1
		 where t.status <> excluded.status
		    or coalesce(excluded.notes, '') <> coalesce(t.notes, '')
		returning t.* into r;
	end if;
	if r.id is null then
		select t.* into r from attendance.records t
		 where t.student_id = x.student and t.date = x.day
		   and t.course_id = x.course
		   and t.session_id is not distinct from x.session;
	else
		perform attendance.marked(r, actor, request_id, remote_addr);
	end if;
	return r;
end
$$;

create function attendance.marked(r attendance.records, actor uuid,
    request_id text, remote_addr text) returns void
language sql volatile
begin atomic
	insert into platform.outbox (school_id, type, object_id, payload)
	values (r.school_id, 'AttendanceMarked', r.id, jsonb_strip_nulls(
	    jsonb_build_object('session_id', r.session_id,
		'course_id', r.course_id, 'student_id', r.student_id,
		'date', r.date, 'status', r.status, 'actor', actor)));
	insert into platform.audit (school_id, actor, action, object, request_id,
	    remote_addr, detail)
	values (r.school_id, actor, 'mark', r.id::text, request_id, remote_addr,
	    jsonb_strip_nulls(jsonb_build_object('session_id', r.session_id,
		'student_id', r.student_id, 'date', r.date, 'status', r.status)));
end;

-- All or none: [{"student_id" or "enrollment_id", "status", "notes"}].  Those
-- of one list are marked in one order, so that two lists cannot block each
-- other.  A fault names the place in the list, counted from 1.
create function attendance.mark_all(school uuid, actor uuid, role text,
    session uuid, course uuid, day date, records json, request_id text,
    remote_addr text) returns setof attendance.records
language plpgsql as $$
declare
	x record;
	r attendance.records;
	seen uuid[] := '{}';
	slug text;
	words text;
begin
	perform json_typeof(records) = 'array' or platform.fail('invalid',
	    'must be a list of objects', 'records');
	perform json_array_length(records) between 1 and 500
	    or platform.fail('invalid', 'must be 1 to 500 records', 'records');
	for x in select t.n, json_typeof(t.item) = 'object' as is_object, t.item,
		case when json_typeof(t.item) = 'object'
		    then coalesce(t.item ->> 'student_id', (select e.student_id::text
			from academics_api.enrollments e
			where e.school_id = school
			  and e.id::text = t.item ->> 'enrollment_id'), '') end as who
	    from json_array_elements(records) with ordinality t (item, n)
	    order by who, n loop
		begin
			perform x.is_object and not exists (
			    select from json_object_keys(x.item) o where o not in
				('student_id', 'enrollment_id', 'status', 'notes'))
			    or platform.fail('invalid',
				'student_id or enrollment_id, status and notes make a record.');
			perform coalesce(x.item ->> 'status', '')
				in ('present', 'absent', 'late', 'excused')
			    or platform.fail('invalid',
				'its status is present, absent, late or excused.');
			perform length(coalesce(x.item ->> 'notes', '')) <= 2000
			    or platform.fail('invalid', 'its notes are too long.');
			r := attendance.mark(school, actor, role, session, course,
			    (x.item ->> 'enrollment_id')::uuid,
			    (x.item ->> 'student_id')::uuid, day, x.item ->> 'status',
			    x.item ->> 'notes', request_id, remote_addr);
			perform r.student_id <> all (seen) or platform.fail('invalid',
			    'somebody is in the list twice.');
			seen := seen || r.student_id;
			return next r;
		exception when sqlstate 'LY001' or invalid_text_representation then
			get stacked diagnostics slug = constraint_name,
			    words = pg_exception_detail;
			slug := coalesce(nullif(slug, ''), 'invalid');
			perform platform.fail(slug, format('Record %s: %s', x.n,
			    coalesce(nullif(words, ''), 'an id is none.')),
			    case slug when 'invalid' then 'records' else '' end);
		end;
	end loop;
end
$$;

-- Another status, or notes.  No row: not there, not theirs, changed since.
create function attendance.change(record uuid, mark text, notes text,
    clear_notes boolean, if_match int, school uuid, actor uuid, role text,
    request_id text, remote_addr text) returns setof attendance.records
language plpgsql as $$
declare
	r attendance.records;
	o attendance.records;
begin
	select t.* into o from attendance.records t
	 where t.id = record and t.school_id = school
	   and (if_match is null or t.version = if_match)
	   and (attendance.may_mark(t.course_id, school, actor, role)
		or attendance.may_decide(t.session_id, school, actor, role))
	   for update of t;
	if not found then
		return;
	end if;
	update attendance.records t
	   set status = coalesce(mark, t.status),
	       notes = case when clear_notes then null else coalesce(change.notes, t.notes) end,
	       signature_id = null, marked_by = actor, marked_at = now(),
	       version = t.version + 1
	 where t.id = record and (coalesce(mark, t.status) <> t.status
		or case when clear_notes then null else coalesce(change.notes, t.notes) end
		    is distinct from t.notes)
	returning t.* into r;
	if not found then
		return next o;
		return;
	end if;
	perform attendance.marked(r, actor, request_id, remote_addr);
	return next r;
end
$$;

grant execute on function attendance.session_on(uuid, date),
    attendance.may_mark(uuid, uuid, uuid, text),
    attendance.subject_of(uuid, uuid, text, uuid, uuid, uuid, uuid, date),
    attendance.mark(uuid, uuid, text, uuid, uuid, uuid, uuid, date, text, text,
	text, text),
    attendance.marked(attendance.records, uuid, text, text),
    attendance.mark_all(uuid, uuid, text, uuid, uuid, date, json, text, text),
    attendance.change(uuid, text, text, boolean, int, uuid, uuid, text, text, text)
    to lyceum_beacon;

commit;
