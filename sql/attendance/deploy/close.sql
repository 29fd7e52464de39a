-- Deploy attendance:close
begin;

-- What closed sessions leave behind, in one statement: refusals of what no
-- teacher confirmed, and an absence for everybody who was expected and has no
-- record.  Whoever calls it has closed these sessions in this transaction and
-- holds their locks, so nobody else writes there.
create function attendance.sweep(sessions uuid[], actor uuid,
    out absent bigint, out unconfirmed bigint)
language sql volatile
begin atomic
	with waiting as (
		update attendance.signatures x
		   set status = 'refused', reason = 'not_confirmed',
		       message = attendance.words('not_confirmed'),
		       version = x.version + 1
		 where x.session_id = any (sessions) and x.status = 'pending'
		returning x.*
	), told as (
		insert into platform.audit (school_id, actor, action, object, detail)
		select w.school_id, actor, 'sign', w.id::text, jsonb_build_object(
		    'session_id', w.session_id, 'person_id', w.person_id,
		    'method', w.method, 'status', w.status, 'reason', w.reason)
		  from waiting w
	), missed as (
		insert into attendance.records (school_id, course_id, enrollment_id,
		    student_id, date, status, session_id)
		select k.school_id, k.course_id, e.enrollment_id, e.student_id,
		       (k.starts_at at time zone k.timezone)::date, 'absent', k.id
		  from academics_api.sessions k
		 cross join academics_api.session_students(k.id) e
		 where k.id = any (sessions)
		on conflict (session_id, student_id) where session_id is not null
		do nothing
		returning session_id
	), events as (
		insert into platform.outbox (school_id, type, object_id, payload)
		select k.school_id, 'SessionClosed', k.id, jsonb_build_object(
		    'course_id', k.course_id, 'actor', actor, 'absent',
		    (select count(*) from missed m where m.session_id = k.id))
		  from academics_api.sessions k where k.id = any (sessions)
	)
	select (select count(*) from missed), (select count(*) from waiting);
end;

-- By hand, before or after its end.  No row: there is no such session, or it
-- is not theirs.  Closing again changes nothing and says how it stands.
create function attendance.close(session uuid, school uuid, actor uuid, role text)
returns table (id uuid, closed_at timestamptz, closed_now boolean,
    present bigint, late bigint, absent bigint, excused bigint)
language plpgsql as $$
declare
	k record;
begin
	select x.* into k from academics_api.sessions x
	 where x.id = session and attendance.may_decide(session, school, actor, role);
	if not found then
		return;
	elsif k.is_cancelled then
		perform platform.fail('conflict', 'This session was cancelled.');
	elsif now() < k.opens_at then
		perform platform.fail('conflict', 'This session has not begun.');
	end if;
	closed_now := academics_api.close_session(session, school, actor);
	if closed_now then
		perform attendance.lock_session(session, true);
		perform attendance.sweep(array[session], actor);
	end if;
	return query select x.id, x.closed_at, close.closed_now, n.present, n.late,
		n.absent, n.excused
	  from academics_api.sessions x, (
		select count(*) filter (where r.status = 'present') as present,
		       count(*) filter (where r.status = 'late') as late,
		       count(*) filter (where r.status = 'absent') as absent,
		       count(*) filter (where r.status = 'excused') as excused
		  from attendance.records r where r.session_id = session) n
	 where x.id = session;
end
$$;

-- A batch of what has ended by then.  Several may run at once: each session is
-- given to one of them.
create function attendance.close_expired(at timestamptz, most int,
    out sessions int, out absent bigint, out unconfirmed bigint)
language plpgsql as $$
declare
	ids uuid[];
begin
	select coalesce(array_agg(c.session_id order by c.session_id), '{}') into ids
	  from academics_api.close_expired_sessions(at, most) c;
	perform attendance.lock_session(i, true) from unnest(ids) i;
	sessions := cardinality(ids);
	select w.absent, w.unconfirmed into absent, unconfirmed
	  from attendance.sweep(ids, null) w;
end
$$;

-- What the codes of a session are made with; made when first asked for.
create function attendance.secret_of(session uuid) returns bytea
language plpgsql as $$
declare
	found_secret bytea;
begin
	loop
		select x.secret into found_secret from attendance.secrets x
		 where x.session_id = session;
		exit when found;
		insert into attendance.secrets (session_id) values (session)
		on conflict do nothing;
	end loop;
	return found_secret;
end
$$;

grant execute on function attendance.sweep(uuid[], uuid),
    attendance.close(uuid, uuid, uuid, text),
    attendance.close_expired(timestamptz, int), attendance.secret_of(uuid)
    to lyceum_beacon;

commit;
