-- Deploy attendance:api
begin;

-- Whether anything of a session may be lost when it is moved or cancelled.
create function attendance_api.session_signed(session uuid) returns boolean
language sql stable security definer
return exists (select from attendance.signatures s
	where s.session_id = session and s.status <> 'refused')
    or exists (select from attendance.records r where r.session_id = session);

-- attendance.api.v1: the caller has verified the proof.  A session that is not
-- named is the one in the room at that time; the school is the student's.
create function attendance_api.create_signature_attempt(school uuid, session uuid,
    student uuid, method text, beacon uuid, classroom uuid, proof_type text,
    at timestamptz, request_id text, teacher uuid default null,
    administrator uuid default null, remote_addr text default null)
returns attendance.signed
language plpgsql security definer set search_path = '' as $$
begin
	at := coalesce(at, now());
	if school is null then
		select p.school_id into school from identity_api.people p
		 where p.id = student;
	end if;
	if session is null then
		select k.id into session
		  from academics_api.session_classrooms c
		  join academics_api.sessions k on k.id = c.session_id
		 where c.classroom_id = classroom and k.school_id = school
		   and not k.is_cancelled and at >= k.opens_at and at < k.ends_at
		 order by k.starts_at limit 1;
	end if;
	return attendance.sign(
	    coalesce(school, '00000000-0000-0000-0000-000000000000'),
	    coalesce(teacher, administrator, beacon, student),
	    case when teacher is not null then 'teacher'
		when administrator is not null then 'admin'
		when beacon is not null then 'beacon' else 'student' end,
	    coalesce(session, '00000000-0000-0000-0000-000000000000'), student,
	    method, null, beacon, classroom, null,
	    jsonb_strip_nulls(jsonb_build_object('type', proof_type)), null, at,
	    request_id, remote_addr);
end
$$;

grant execute on function attendance_api.session_signed(uuid)
    to lyceum_courses, lyceum_beacon;
grant execute on function attendance_api.create_signature_attempt(uuid, uuid,
    uuid, text, uuid, uuid, text, timestamptz, text, uuid, uuid, text)
    to lyceum_beacon;

commit;
