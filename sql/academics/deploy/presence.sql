-- Deploy academics:presence
begin;

-- ---- Where

create table academics.classrooms (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null references academics.schools,
	name		academics.room not null,
	building	text check (length(building) <= 100),
	seats		int check (seats between 1 and 5000),
	is_active	boolean not null default true,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1,
	constraint classroom_taken unique (school_id, name)
);

-- ---- Who, besides those enrolled

create table academics.groups (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null references academics.schools,
	name		text not null check (length(name) between 1 and 100),
	description	academics.prose,
	is_active	boolean not null default true,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1,
	constraint group_taken unique (school_id, name)
);

create table academics.group_members (
	group_id	uuid not null references academics.groups on delete cascade,
	student_id	uuid not null,
	added_at	timestamptz not null default now(),
	primary key (group_id, student_id)
);
create index group_members_student on academics.group_members (student_id);

-- ---- When: one dated meeting of a course

create table academics.holidays (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null references academics.schools,
	name		academics.title not null,
	starts_on	date not null,
	ends_on		date not null,
	check (starts_on <= ends_on and ends_on - starts_on <= 366)
);
create index holidays_of_school on academics.holidays (school_id, starts_on);

-- slot_on and slot_start say which meeting of the weekly schedule a session
-- was made from (the day and the minute of it, by the school's clock), so that
-- it is made once; what was changed by hand (is_fixed) or signed is left alone
-- when they are made again.  Times are instants: the school's clock is asked
-- when a session is made, not when it is read.
create table academics.sessions (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null references academics.schools,
	course_id	uuid not null references academics.courses,
	title		academics.title,
	starts_at	timestamptz not null,
	ends_at		timestamptz not null,
	is_online	boolean not null default false,
	closing_delay_minutes int check (closing_delay_minutes between 0 and 1440),
	is_cancelled	boolean not null default false,
	closed_at	timestamptz,
	closed_by	uuid,
	slot_on		date,
	slot_start	int check (slot_start between 0 and 1439),
	is_fixed	boolean not null default false,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1,
	check (ends_at > starts_at and ends_at - starts_at <= interval '24 hours'),
	constraint session_once unique (course_id, slot_on, slot_start)
);
create index sessions_of_school on academics.sessions (school_id, starts_at, id);
create index sessions_of_course on academics.sessions (course_id, starts_at, id);
create index sessions_open on academics.sessions (ends_at)
	where closed_at is null and not is_cancelled;

create table academics.session_classrooms (
	session_id	uuid not null references academics.sessions on delete cascade,
	classroom_id	uuid not null references academics.classrooms,
	primary key (session_id, classroom_id)
);
create index session_classrooms_room on academics.session_classrooms (classroom_id);

create table academics.session_groups (
	session_id	uuid not null references academics.sessions on delete cascade,
	group_id	uuid not null references academics.groups on delete cascade,
	primary key (session_id, group_id)
);
create index session_groups_group on academics.session_groups (group_id);

-- Besides those who teach the course: a substitute, an examiner.
create table academics.session_teachers (
	session_id	uuid not null references academics.sessions on delete cascade,
	teacher_id	uuid not null,
	primary key (session_id, teacher_id)
);
create index session_teachers_teacher on academics.session_teachers (teacher_id);

-- ---- What the other services may ask.  In academics.api.v1 a session is
-- called Course, and its id course_id.

-- Signing: from opens_at to closes_at a signature is in time, until ends_at it
-- is late, then too late; and too late from closed_at on.
create view academics_api.sessions as
select s.id, s.school_id, s.course_id, c.code, coalesce(s.title, c.name) as name,
       s.starts_at, s.ends_at, s.is_online,
       coalesce(s.closing_delay_minutes, h.default_signature_delay_minutes)
	   as closing_delay_minutes,
       s.starts_at - interval '10 minutes' as opens_at,
       least(s.ends_at, s.starts_at + make_interval(mins =>
	   coalesce(s.closing_delay_minutes, h.default_signature_delay_minutes)))
	   as closes_at,
       s.is_cancelled, s.closed_at, h.timezone, h.students_before_teacher,
       h.flash_enabled, h.nfc_enabled
  from academics.sessions s
  join academics.courses c on c.id = s.course_id
  join academics.schools h on h.id = s.school_id;

create view academics_api.session_classrooms as
select x.session_id, x.classroom_id, k.name, k.building
  from academics.session_classrooms x
  join academics.classrooms k on k.id = x.classroom_id;

create view academics_api.classrooms as
select id, school_id, name, building, seats, is_active from academics.classrooms;

-- PL/pgSQL where each signature asks: it keeps its plans, SQL functions that
-- are not inlined (security definer) are planned at every call.
create function academics_api.validate_teacher_session(teacher uuid, session uuid)
returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
	return exists (select from academics.sessions s
		  join academics.course_teachers t on t.course_id = s.course_id
		 where s.id = session and t.teacher_id = teacher)
	    or exists (select from academics.session_teachers t
		 where t.session_id = session and t.teacher_id = teacher);
end
$$;

-- In a group of the session, or enrolled in its course.
create function academics_api.validate_student_session(student uuid, session uuid,
    out is_allowed boolean, out enrollment_id uuid, out group_ids uuid[])
language plpgsql stable security definer set search_path = '' as $$
begin
	select e.id into enrollment_id
	  from academics.sessions s
	  join academics.enrollments e on e.course_id = s.course_id
	 where s.id = session and e.student_id = student
	   and e.status in ('enrolled', 'completed');
	select coalesce(array_agg(m.group_id order by m.group_id), '{}') into group_ids
	  from academics.session_groups x
	  join academics.group_members m on m.group_id = x.group_id
	 where x.session_id = session and m.student_id = student;
	is_allowed := enrollment_id is not null or group_ids <> '{}';
end
$$;

create function academics_api.validate_classroom_session(classroom uuid, session uuid)
returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
	return exists (select from academics.session_classrooms x
		where x.session_id = session and x.classroom_id = classroom);
end
$$;

-- Who is expected: those enrolled, and the members of its groups.
create function academics_api.session_students(session uuid)
returns table (student_id uuid, enrollment_id uuid)
language sql stable security definer
begin atomic
	select e.student_id, e.id
	  from academics.sessions s
	  join academics.enrollments e on e.course_id = s.course_id
	 where s.id = session and e.status in ('enrolled', 'completed')
	union all
	select distinct m.student_id, null::uuid
	  from academics.sessions s
	  join academics.session_groups x on x.session_id = s.id
	  join academics.group_members m on m.group_id = x.group_id
	 where s.id = session and not exists (select from academics.enrollments e
		where e.course_id = s.course_id and e.student_id = m.student_id
		  and e.status in ('enrolled', 'completed'));
end;

-- Closes a session to signatures; false: it was closed, or there is none.
create function academics_api.close_session(session uuid, school uuid, actor uuid)
returns boolean
language plpgsql security definer set search_path = '' as $$
begin
	update academics.sessions s
	   set closed_at = now(), closed_by = actor, version = s.version + 1
	 where s.id = session and s.school_id = school
	   and s.closed_at is null and not s.is_cancelled;
	return found;
end
$$;

-- Closes what has ended, a batch of it; each is given out once, to whoever
-- closes it, however many do.
create function academics_api.close_expired_sessions(at timestamptz, most int)
returns table (session_id uuid, school_id uuid, course_id uuid)
language sql volatile security definer
begin atomic
	with due as materialized (
		select s.id from academics.sessions s
		 where s.closed_at is null and not s.is_cancelled and s.ends_at <= at
		 order by s.ends_at limit most for update skip locked
	)
	update academics.sessions s
	   set closed_at = at, version = s.version + 1
	  from due where s.id = due.id
	returning s.id, s.school_id, s.course_id;
end;

grant select, insert, update, delete on academics.classrooms, academics.groups,
    academics.group_members, academics.holidays, academics.sessions,
    academics.session_classrooms, academics.session_groups,
    academics.session_teachers to lyceum_courses;
grant select on academics_api.sessions, academics_api.session_classrooms,
    academics_api.classrooms to lyceum_courses, lyceum_beacon;
grant execute on function academics_api.validate_teacher_session(uuid, uuid),
    academics_api.validate_student_session(uuid, uuid),
    academics_api.validate_classroom_session(uuid, uuid),
    academics_api.session_students(uuid),
    academics_api.close_session(uuid, uuid, uuid),
    academics_api.close_expired_sessions(timestamptz, int)
    to lyceum_courses, lyceum_beacon;

commit;
