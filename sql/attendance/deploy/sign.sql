-- Deploy attendance:sign
begin;

-- Signing and closing go by one order of locks: an advisory lock on the
-- session, shared by those who sign and alone for who closes it, or opens it
-- with a teacher's signature; then the rows.  So nobody is forgotten who signs
-- at the moment when what waits is confirmed, or absences are written.

create type attendance.signed as (
	id		uuid,
	session_id	uuid,
	person_id	uuid,
	method		text,
	status		text,
	reason		text,
	message		text,
	signed_at	timestamptz,
	version		int,
	repeated	boolean
);

create function attendance.lock_session(session uuid, alone boolean) returns void
language plpgsql as $$
begin
	if alone then
		perform pg_advisory_xact_lock(uuid_hash_extended(session, 3));
	else
		perform pg_advisory_xact_lock_shared(uuid_hash_extended(session, 3));
	end if;
end
$$;

-- What a refused person reads.
create function attendance.words(reason text) returns text
language sql immutable
return case reason
	when 'no_session' then 'There is no such session in this school.'
	when 'cancelled' then 'This session was cancelled.'
	when 'too_early' then 'Signing has not opened yet.'
	when 'too_late' then 'This session is over.'
	when 'closed' then 'This session is closed.'
	when 'bad_code' then 'This is not a code of this session.'
	when 'expired_code' then 'This code is too old. Scan the one that is shown now.'
	when 'bad_proof' then 'The proof is not valid.'
	when 'replayed' then 'This proof was used before.'
	when 'wrong_device' then 'This is not the device that the student signs with.'
	when 'no_device' then 'The student has no device to sign with.'
	when 'unknown_tag' then 'This tag is not known here.'
	when 'clock' then 'The clock of the device is more than 30 seconds off.'
	when 'not_member' then 'Neither enrolled in the course nor in a group of this session.'
	when 'wrong_room' then 'This session is in another room.'
	when 'not_teacher' then 'Only who teaches this session may do that.'
	when 'not_yourself' then 'Students sign for themselves.'
	when 'not_allowed' then 'One cannot sign in this way.'
	when 'flash_off' then 'Signing by light is switched off in this school.'
	when 'nfc_off' then 'Signing by NFC is switched off in this school.'
	when 'not_confirmed' then 'No teacher opened this session before it was closed.'
	when 'by_hand' then 'Refused by hand.'
	else 'This signature was refused.'
end;

-- Who may use which method: beacons prove for others, people mark by hand.
create function attendance.may_use(role text, method text) returns boolean
language sql immutable
return case role
	when 'student' then method in ('qr', 'nfc')
	when 'beacon' then method in ('flashlight', 'beacon', 'nfc')
	when 'teacher' then method = 'teacher'
	when 'admin' then method in ('admin', 'teacher')
	else false
end;

-- The record that a signature ends as.  A record that follows a signature
-- names it; one that was marked by hand does not, and stands until somebody
-- marks again by hand.
create function attendance.keep_record(s attendance.signatures, mark text,
    actor uuid, by_hand boolean) returns void
language plpgsql as $$
begin
	insert into attendance.records as r (school_id, course_id, enrollment_id,
	    student_id, date, status, marked_by, session_id, signature_id)
	select k.school_id, k.course_id, v.enrollment_id, s.person_id,
	       (k.starts_at at time zone k.timezone)::date, mark, actor, k.id, s.id
	  from academics_api.sessions k
	 cross join academics_api.validate_student_session(s.person_id, k.id) v
	 where k.id = s.session_id
	on conflict (session_id, student_id) where session_id is not null
	do update set status = excluded.status, signature_id = excluded.signature_id,
	    marked_by = excluded.marked_by, marked_at = now(), version = r.version + 1
	 where by_hand or r.signature_id is not null or r.marked_by is null;
end
$$;

-- A signature that counts: its record and its event.
create function attendance.count_in(s attendance.signatures, actor uuid,
    by_hand boolean, event text default 'AttendanceSigned') returns void
language plpgsql as $$
begin
	perform attendance.keep_record(s, case s.status when 'late' then 'late'
	    when 'accepted' then 'present' else 'absent' end, actor, by_hand);
	insert into platform.outbox (school_id, type, object_id, payload)
	values (s.school_id, event, s.id, jsonb_build_object(
	    'session_id', s.session_id, 'student_id', s.person_id,
	    'method', s.method, 'status', s.status, 'actor', actor));
end
$$;

create function attendance.note(s attendance.signatures, action text, actor uuid,
    request_id text, remote_addr text) returns void
language plpgsql as $$
begin
	insert into platform.audit (school_id, actor, action, object, request_id,
	    remote_addr, detail)
	values (s.school_id, actor, action, s.id::text, request_id, remote_addr,
	    jsonb_strip_nulls(jsonb_build_object('session_id', s.session_id,
		'person_id', s.person_id, 'method', s.method, 'status', s.status,
		'reason', s.reason)));
end
$$;

create function attendance.shown(s attendance.signatures, repeated boolean)
returns attendance.signed
language sql immutable
return row(s.id, s.session_id, s.person_id, s.method, s.status, s.reason,
    s.message, s.signed_at, s.version, repeated)::attendance.signed;

-- What waited for a teacher counts now, by the time at which it was signed.
create function attendance.confirm(session uuid, closes_at timestamptz) returns void
language plpgsql as $$
declare
	s attendance.signatures;
begin
	for s in update attendance.signatures x
		set status = case when x.signed_at <= closes_at then 'accepted'
			else 'late' end, version = x.version + 1
		where x.session_id = session and x.status = 'pending'
		returning x.* loop
		perform attendance.count_in(s, s.person_id, false);
	end loop;
end
$$;

-- One attempt to sign.  `fault` is what the caller found wrong with the proof.
-- The rules are asked in this order; what breaks one is kept as a refusal.
create function attendance.sign(school uuid, actor uuid, role text, session uuid,
    person uuid, method text, fault text, beacon uuid, classroom uuid,
    device uuid, proof jsonb, wish text, at timestamptz, request_id text,
    remote_addr text) returns attendance.signed
language plpgsql as $$
declare
	k record;
	s attendance.signatures;
	hand constant boolean := role in ('teacher', 'admin');
	own constant boolean := role = 'teacher' and person = actor;
	why text;
	verdict text;
begin
	perform attendance.lock_session(session, own);
	select x.* into k from academics_api.sessions x
	 where x.id = session and x.school_id = school;
	why := case
	    when k.id is null then 'no_session'
	    when k.is_cancelled then 'cancelled'
	    when at < k.opens_at then 'too_early'
	    when not hand and at >= k.ends_at then 'too_late'
	    when not hand and k.closed_at is not null then 'closed'
	    when fault is not null then fault
	    when not own and not coalesce((select v.is_allowed
		from academics_api.validate_student_session(person, session) v), false)
		then 'not_member'
	    when classroom is not null
		and not academics_api.validate_classroom_session(classroom, session)
		and exists (select from academics_api.session_classrooms c
		    where c.session_id = session) then 'wrong_room'
	    when role = 'teacher'
		and not academics_api.validate_teacher_session(actor, session)
		then 'not_teacher'
	    when role = 'student' and person <> actor then 'not_yourself'
	    when not attendance.may_use(role, method) then 'not_allowed'
	    when method = 'flashlight' and not k.flash_enabled then 'flash_off'
	    when method = 'nfc' and not k.nfc_enabled then 'nfc_off'
	end;

	-- Whoever has signed already hears so again, however late.
	if why in ('too_late', 'closed', 'expired_code', 'replayed')
	    and (role = 'beacon' or person = actor) then
		select x.* into s from attendance.signatures x
		 where x.session_id = session and x.person_id = person
		   and x.status <> 'refused';
		if found then
			return attendance.shown(s, true);
		end if;
	end if;

	verdict := case
	    when why is not null then 'refused'
	    when hand and not own then case wish when 'late' then 'late' else 'accepted' end
	    when not own and not k.students_before_teacher
		and not exists (select from attendance.signatures x
		    where x.session_id = session and x.person_role = 'teacher'
		      and x.status <> 'refused') then 'pending'
	    when at <= k.closes_at then 'accepted'
	    else 'late'
	end;
	loop
		insert into attendance.signatures as x (school_id, session_id, person_id,
		    person_role, method, status, reason, message, signed_at, beacon_id,
		    classroom_id, device_id, proof, decided_by, decided_at, request_id)
		values (school, session, person, case when own then 'teacher' else 'student' end,
		    method, verdict, why, case why
			when 'too_early' then format('Signing opens at %s.',
			    to_char(k.opens_at at time zone k.timezone, 'HH24:MI'))
			else case when why is not null then attendance.words(why) end end,
		    at, beacon, classroom, device, proof,
		    case when hand and not own then actor end,
		    case when hand and not own then at end, request_id)
		on conflict (session_id, person_id) where status <> 'refused' do nothing
		returning x.* into s;
		exit when found;
		select x.* into s from attendance.signatures x
		 where x.session_id = session and x.person_id = person
		   and x.status <> 'refused';
		if found then
			return attendance.again(s, wish, actor, hand and not own,
			    request_id, remote_addr);
		end if;
	end loop;

	if own and why is null then
		perform attendance.confirm(session, k.closes_at);
	elsif verdict in ('accepted', 'late') then
		perform attendance.count_in(s, actor, hand);
	end if;
	if why is not null or role <> 'beacon' then
		perform attendance.note(s, 'sign', actor, request_id, remote_addr);
	end if;
	return attendance.shown(s, false);
end
$$;

-- A second signature is the first one again; but a mark by hand decides what
-- was open, and may say otherwise.
create function attendance.again(s attendance.signatures, wish text, actor uuid,
    by_hand boolean, request_id text, remote_addr text) returns attendance.signed
language plpgsql as $$
begin
	if by_hand and (s.status = 'pending' or s.status <> coalesce(wish, s.status)) then
		update attendance.signatures x
		   set status = case wish when 'late' then 'late' else 'accepted' end,
		       decided_by = actor, decided_at = now(), version = x.version + 1
		 where x.id = s.id and x.status <> 'refused' returning x.* into s;
		perform attendance.count_in(s, actor, true, 'AttendanceMarked');
		perform attendance.note(s, 'decide', actor, request_id, remote_addr);
	end if;
	return attendance.shown(s, true);
end
$$;

-- Whether somebody may change what was signed in a session.
create function attendance.may_decide(session uuid, school uuid, actor uuid, role text)
returns boolean
language sql stable
return exists (select from academics_api.sessions k
	where k.id = session and k.school_id = school
	  and (role = 'admin' or (role = 'teacher'
	    and academics_api.validate_teacher_session(actor, session))));

-- Another status, or notes, by the session's teacher or an administrator; the
-- record follows.  No row: not there, not theirs, or changed since.
create function attendance.decide(signature uuid, status text, actor uuid,
    role text, school uuid, notes text, if_match int,
    request_id text default null, remote_addr text default null)
returns setof attendance.signatures
language plpgsql as $$
declare
	s attendance.signatures;
	was text;
begin
	select x.* into s from attendance.signatures x
	 where x.id = signature and x.school_id = school
	   and attendance.may_decide(x.session_id, school, actor, role);
	if not found then
		return;
	end if;
	perform attendance.lock_session(s.session_id, false);
	select x.* into s from attendance.signatures x
	 where x.id = signature and (if_match is null or x.version = if_match) for update;
	if not found then
		return;
	end if;
	was := s.status;
	if coalesce(decide.status, was) = was
	    and coalesce(decide.notes, s.notes, '') = coalesce(s.notes, '') then
		return next s;
		return;
	end if;
	begin
		update attendance.signatures x
		   set status = coalesce(decide.status, was),
		       reason = case coalesce(decide.status, was) when was then x.reason
			   when 'refused' then 'by_hand' end,
		       message = case coalesce(decide.status, was) when was then x.message
			   when 'refused' then attendance.words('by_hand') end,
		       notes = nullif(coalesce(decide.notes, x.notes), ''),
		       decided_by = actor, decided_at = now(), version = x.version + 1
		 where x.id = signature returning x.* into s;
	exception when unique_violation then
		perform platform.fail('already_signed',
		    'Another signature of this person counts.');
	end;
	if s.status <> was then
		perform attendance.decided(s, actor);
		perform attendance.note(s, 'decide', actor, request_id, remote_addr);
	end if;
	return next s;
end
$$;

-- A refusal leaves an absence only where a record stood, or where the session
-- is closed; a teacher's own signature is no record.
create function attendance.decided(s attendance.signatures, actor uuid) returns void
language plpgsql as $$
declare
	closes timestamptz;
begin
	if s.person_role = 'teacher' then
		select k.closes_at into closes from academics_api.sessions k
		 where k.id = s.session_id and s.status <> 'refused';
		if found then
			perform attendance.confirm(s.session_id, closes);
		end if;
	elsif s.status in ('accepted', 'late')
	    or exists (select from attendance.records r
		where r.session_id = s.session_id and r.student_id = s.person_id)
	    or exists (select from academics_api.sessions k
		where k.id = s.session_id and k.closed_at is not null) then
		perform attendance.count_in(s, actor, true, 'AttendanceMarked');
	end if;
end
$$;

grant execute on function attendance.lock_session(uuid, boolean),
    attendance.words(text), attendance.may_use(text, text),
    attendance.keep_record(attendance.signatures, text, uuid, boolean),
    attendance.count_in(attendance.signatures, uuid, boolean, text),
    attendance.note(attendance.signatures, text, uuid, text, text),
    attendance.shown(attendance.signatures, boolean),
    attendance.confirm(uuid, timestamptz),
    attendance.sign(uuid, uuid, text, uuid, uuid, text, text, uuid, uuid, uuid,
	jsonb, text, timestamptz, text, text),
    attendance.again(attendance.signatures, text, uuid, boolean, text, text),
    attendance.may_decide(uuid, uuid, uuid, text),
    attendance.decide(uuid, text, uuid, text, uuid, text, int, text, text),
    attendance.decided(attendance.signatures, uuid)
    to lyceum_beacon;

commit;
