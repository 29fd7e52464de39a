-- Deploy academics:calendar
begin;

-- ---- Times by the school's clock

-- The instant at which the clock of a zone shows a time.  A time that it skips
-- counts as if the clock had not been put forward; of one that it shows twice
-- the first is meant (RFC 5545, 3.3.5).
create function academics.instant(local timestamp, zone text) returns timestamptz
language sql stable strict parallel safe
return (select case when x.t at time zone zone = local then x.t
	    else local at time zone zone end
	  from (select u.t - ((u.t - interval '24 hours') at time zone zone
		    - (local - interval '24 hours')) as t
		  from (select local at time zone 'UTC' as t) u) x);

create function academics.school_instant(school uuid, day date, clock text)
returns timestamptz
language sql stable strict
return (select academics.instant(day + clock::time, h.timezone)
	  from academics.schools h where h.id = school);

create function academics.school_today(school uuid) returns date
language sql stable strict
return (select (now() at time zone h.timezone)::date
	  from academics.schools h where h.id = school);

-- ---- Who sees sessions

-- All of a course: those who run the school, teach it or take it, and the
-- parents of those.
create function academics.course_open_to(course uuid, person uuid, role text)
returns boolean
language sql stable
return role in ('admin', 'dev')
    or (role = 'teacher' and exists (select from academics.course_teachers t
	where t.course_id = course and t.teacher_id = person))
    or (role in ('student', 'parent') and exists (select from academics.enrollments e
	where e.course_id = course and e.status in ('enrolled', 'completed')
	  and (e.student_id = person or (role = 'parent' and exists (
		select from identity_api.wards w
		 where w.parent_id = person and w.student_id = e.student_id)))));

-- And single ones: substitutes, members of a group that comes along.
create function academics.session_open_to(session uuid, person uuid, role text)
returns boolean
language sql stable
return (role = 'teacher' and exists (select from academics.session_teachers t
	where t.session_id = session and t.teacher_id = person))
    or (role in ('student', 'parent') and exists (
	select from academics.session_groups x
	  join academics.group_members m on m.group_id = x.group_id
	 where x.session_id = session and (m.student_id = person
	    or (role = 'parent' and exists (select from identity_api.wards w
		 where w.parent_id = person and w.student_id = m.student_id)))))
    or exists (select from academics.sessions s where s.id = session
	and academics.course_open_to(s.course_id, person, role));

-- The sessions of somebody's days.  Who runs the school has none: a course, a
-- room or a teacher says which are wanted.
create function academics.sessions_for(school uuid, person uuid, role text,
    since timestamptz, until timestamptz, course uuid, room uuid, teacher uuid)
returns table (session_id uuid)
language sql stable rows 30
begin atomic
	with who as materialized (
		select person as id where role = 'student'
		union all
		select w.student_id from identity_api.wards w
		 where role = 'parent' and w.parent_id = person
	), found as (
		select s.id, s.course_id from who
		  join academics.enrollments e on e.student_id = who.id
		   and e.status in ('enrolled', 'completed')
		  join academics.sessions s on s.course_id = e.course_id
		 where s.ends_at > since and s.starts_at < until
		   and s.starts_at > since - interval '1 day'
		union
		select s.id, s.course_id from who
		  join academics.group_members m on m.student_id = who.id
		  join academics.session_groups x on x.group_id = m.group_id
		  join academics.sessions s on s.id = x.session_id
		 where s.ends_at > since and s.starts_at < until
		union
		select s.id, s.course_id from academics.course_teachers t
		  join academics.sessions s on s.course_id = t.course_id
		 where role = 'teacher' and t.teacher_id = person
		   and s.ends_at > since and s.starts_at < until
		   and s.starts_at > since - interval '1 day'
		union
		select s.id, s.course_id from academics.session_teachers t
		  join academics.sessions s on s.id = t.session_id
		 where role = 'teacher' and t.teacher_id = person
		   and s.ends_at > since and s.starts_at < until
		union
		select s.id, s.course_id from academics.sessions s
		 where role in ('admin', 'dev') and s.school_id = school
		   and coalesce(course, room, teacher) is not null
		   and (course is null or s.course_id = course)
		   and s.ends_at > since and s.starts_at < until
		   and s.starts_at > since - interval '1 day'
	)
	select f.id from found f
	  join academics.sessions s on s.id = f.id and s.school_id = school
	 where (course is null or f.course_id = course)
	   and (room is null or exists (select from academics.session_classrooms x
		where x.session_id = f.id and x.classroom_id = room))
	   and (teacher is null or exists (select from academics.course_teachers t
		where t.course_id = f.course_id and t.teacher_id = teacher)
	    or exists (select from academics.session_teachers t
		where t.session_id = f.id and t.teacher_id = teacher));
end;

-- A session as it is shown: by the school's clock, and with what can be done
-- now.  What ends on another day ends, in a week, at the end of its own.
create view academics.session_lines as
select s.id, s.school_id, s.course_id, c.code, c.name as course_name, s.title,
       coalesce(s.title, c.name) as name, hashtext(c.code) & 7 as hue,
       s.starts_at, s.ends_at, l.starts::date as date,
       extract(isodow from l.starts)::int as day_number,
       to_char(l.starts, 'HH24:MI') as starts,
       case when l.ends::date > l.starts::date and l.ends::time > '00:00'
	    or l.ends::date > l.starts::date + 1 then '23:59'
	    when l.ends::date > l.starts::date then '24:00'
	    else to_char(l.ends, 'HH24:MI') end as ends,
       h.timezone, s.is_online,
       coalesce(s.closing_delay_minutes, h.default_signature_delay_minutes)
	   as closing_delay_minutes,
       s.starts_at - interval '10 minutes' as opens_at, l.closes_at,
       s.is_cancelled, s.closed_at, s.is_fixed,
       case when s.is_cancelled then 'cancelled'
	    when s.closed_at is not null then 'closed'
	    when now() < s.starts_at - interval '10 minutes' then 'planned'
	    when now() <= l.closes_at then 'open'
	    when now() < s.ends_at then 'late'
	    else 'over' end as state,
       case when s.is_cancelled then 'Cancelled'
	    when s.closed_at is not null then 'Closed'
	    when now() < s.starts_at - interval '10 minutes' then null
	    when now() <= l.closes_at then 'Open to sign'
	    when now() < s.ends_at then 'Open, but late'
	    else 'Over' end as state_words,
       (select string_agg(k.name, ', ' order by k.name)
	  from academics.session_classrooms x
	  join academics.classrooms k on k.id = x.classroom_id
	 where x.session_id = s.id) as rooms,
       s.updated_at, s.version
  from academics.sessions s
  join academics.courses c on c.id = s.course_id
  join academics.schools h on h.id = s.school_id
 cross join lateral (
	select s.starts_at at time zone h.timezone as starts,
	       s.ends_at at time zone h.timezone as ends,
	       least(s.ends_at, s.starts_at + make_interval(mins =>
		   coalesce(s.closing_delay_minutes, h.default_signature_delay_minutes)))
		   as closes_at) l;

-- ---- Who changes them

create function academics.may_plan(course uuid, school uuid, actor uuid, role text)
returns boolean
language sql stable
return exists (select from academics.courses c
	where c.id = course and c.school_id = school and (role = 'admin'
	    or (role = 'teacher' and exists (select from academics.course_teachers t
		where t.course_id = c.id and t.teacher_id = actor))));

-- What the school's preferences forbid: changes on pages, teachers' delays.
create function academics.session_preferences(school uuid, role text,
    from_page boolean, delay_set boolean) returns void
language plpgsql stable set search_path = '' as $$
begin
	perform academics.open_to_change(school, from_page);
	if delay_set and role <> 'admin' and not exists (
	    select from academics.schools h
	     where h.id = school and h.teacher_can_modify_delay) then
		perform platform.fail('forbidden',
		    'Here an administrator says how long one may sign.');
	end if;
end
$$;

-- attendance_api is made by a later project: the body is bound when it is
-- first called.
create function academics.session_signed(session uuid) returns boolean
language plpgsql stable security definer set search_path = '' as $$
begin
	return attendance_api.session_signed(session);
end
$$;

create function academics.session_times(starts timestamptz, ends timestamptz)
returns void
language plpgsql immutable set search_path = '' as $$
begin
	if starts is null then
		perform platform.fail('invalid', 'is required', 'starts_at');
	elsif ends is null then
		perform platform.fail('invalid', 'is required', 'ends_at');
	elsif ends <= starts then
		perform platform.fail('invalid', 'must be after the start', 'ends_at');
	elsif ends - starts > interval '24 hours' then
		perform platform.fail('invalid', 'must be within 24 hours of the start',
		    'ends_at');
	elsif extract(year from starts) not between 2000 and 2100 then
		perform platform.fail('invalid', 'must be between 2000 and 2100',
		    'starts_at');
	end if;
end
$$;

-- Whoever plans in a school waits for whoever does already.
create function academics.plan_lock(school uuid) returns void
language sql volatile
begin atomic
	select pg_advisory_xact_lock(hashtextextended('academics.plan ' || school, 0));
end;

-- A course begins once at a time.
create function academics.session_alone(course uuid, school uuid,
    starts timestamptz, besides uuid) returns void
language plpgsql set search_path = '' as $$
begin
	perform academics.plan_lock(school);
	if exists (select from academics.sessions s
	    where s.course_id = course and s.starts_at = starts
	      and s.id is distinct from besides and not s.is_cancelled) then
		perform platform.fail('session_once',
		    'The course has a session that begins then.', 'starts_at');
	end if;
end
$$;

-- Sessions of other courses that are in one of its rooms while it is.
create function academics.room_clashes(session uuid)
returns table (words text)
language sql stable rows 1
begin atomic
	select format('%s is taken by %s %s: %s, %s–%s.', k.name, c.code,
	       coalesce(o.title, c.name),
	       to_char(o.starts_at at time zone h.timezone, 'YYYY-MM-DD'),
	       to_char(o.starts_at at time zone h.timezone, 'HH24:MI'),
	       to_char(o.ends_at at time zone h.timezone, 'HH24:MI'))
	  from academics.sessions s
	  join academics.session_classrooms x on x.session_id = s.id
	  join academics.session_classrooms y on y.classroom_id = x.classroom_id
	  join academics.sessions o on o.id = y.session_id
	   and o.course_id <> s.course_id
	   and o.starts_at < s.ends_at and o.ends_at > s.starts_at
	  join academics.classrooms k on k.id = x.classroom_id
	  join academics.courses c on c.id = o.course_id
	  join academics.schools h on h.id = s.school_id
	 where s.id = session and not s.is_online and not s.is_cancelled
	   and not o.is_online and not o.is_cancelled
	 order by o.starts_at, k.name;
end;

create function academics.rooms_of(session uuid) returns uuid[]
language sql stable
return array(select x.classroom_id from academics.session_classrooms x
	where x.session_id = session order by x.classroom_id);

-- A room is one course's at a time.  An administrator, who knows of both, may
-- put two into it.
create function academics.room_alone(session uuid, role text) returns void
language plpgsql set search_path = '' as $$
declare
	clash text;
begin
	if role <> 'admin' then
		select c.words into clash
		  from academics.room_clashes(session) c limit 1;
		if found then
			perform platform.fail('room_conflict', clash, 'classroom_ids');
		end if;
	end if;
end
$$;

create function academics.ids(list jsonb, field text) returns uuid[]
language plpgsql immutable strict set search_path = '' as $$
begin
	if jsonb_typeof(list) <> 'array' or jsonb_array_length(list) > 100
	    or exists (select from jsonb_array_elements(list) x
		where jsonb_typeof(x) <> 'string' or x #>> '{}' !~
		    '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$') then
		perform platform.fail('invalid', 'must be a list of ids', field);
	end if;
	return array(select distinct x::uuid from jsonb_array_elements_text(list) x);
end
$$;

-- Where, with whom and by whom: what is given replaces what was.
create function academics.session_links(session uuid, school uuid, rooms uuid[],
    groups uuid[], teachers uuid[]) returns void
language plpgsql set search_path = '' as $$
begin
	if exists (select from unnest(rooms) r where not exists (
	    select from academics.classrooms k where k.id = r and k.school_id = school)) then
		perform platform.fail('invalid', 'There is no such classroom.',
		    'classroom_ids');
	elsif exists (select from unnest(groups) r where not exists (
	    select from academics.groups g where g.id = r and g.school_id = school)) then
		perform platform.fail('invalid', 'There is no such group.', 'group_ids');
	elsif exists (select from unnest(teachers) r where not exists (
	    select from identity_api.people p where p.id = r and p.school_id = school
	       and p.role = 'teacher')) then
		perform platform.fail('invalid', 'That is not a teacher of this school.',
		    'teacher_ids');
	end if;
	delete from academics.session_classrooms x
	 where x.session_id = session and x.classroom_id <> all (rooms);
	delete from academics.session_groups x
	 where x.session_id = session and x.group_id <> all (groups);
	delete from academics.session_teachers x
	 where x.session_id = session and x.teacher_id <> all (teachers);
	insert into academics.session_classrooms
	select session, r from unnest(rooms) r on conflict do nothing;
	insert into academics.session_groups
	select session, r from unnest(groups) r on conflict do nothing;
	insert into academics.session_teachers
	select session, r from unnest(teachers) r on conflict do nothing;
end
$$;

-- A session by hand; null: there is no such course of theirs.
create function academics.session_create(course uuid, school uuid, actor uuid,
    role text, from_page boolean, title text, starts timestamptz,
    ends timestamptz, online boolean, delay int, rooms jsonb, groups jsonb,
    teachers jsonb) returns uuid
language plpgsql set search_path = '' as $$
declare
	made uuid;
begin
	if not academics.may_plan(course, school, actor, role) then
		return null;
	end if;
	perform academics.session_preferences(school, role, from_page, delay is not null);
	perform academics.session_times(starts, ends);
	perform academics.session_alone(course, school, starts, null);
	insert into academics.sessions (school_id, course_id, title, starts_at,
	    ends_at, is_online, closing_delay_minutes, is_fixed)
	values (school, course, nullif(title, ''), starts, ends,
	    coalesce(online, false), delay, true)
	returning id into made;
	perform academics.session_links(made, school,
	    academics.ids(rooms, 'classroom_ids'), academics.ids(groups, 'group_ids'),
	    academics.ids(teachers, 'teacher_ids'));
	perform academics.room_alone(made, role);
	return made;
end
$$;

-- What is null stays.  What was signed or closed keeps its times, and only an
-- administrator cancels it.  A session whose times, rooms or cancellation were
-- said by hand is no longer the weekly schedule's.  Null: there is none, or
-- not theirs, or it has changed since.
create function academics.session_change(session uuid, school uuid, actor uuid,
    role text, from_page boolean, if_version int, title text,
    starts timestamptz, ends timestamptz, online boolean, delay int,
    cancelled boolean, rooms jsonb, groups jsonb, teachers jsonb,
    no_title boolean, no_delay boolean) returns uuid
language plpgsql set search_path = '' as $$
declare
	s academics.sessions;
	new_starts timestamptz;
	new_ends timestamptz;
	moves boolean;
	cancels boolean;
	was uuid[];
begin
	-- First what whoever plans waits for, then the row: as a plan does.
	if coalesce(starts, ends) is not null or rooms is not null
	    or coalesce(online, cancelled) is not null then
		perform academics.plan_lock(school);
	end if;
	select * into s from academics.sessions x
	 where x.id = session and x.school_id = school
	   and academics.may_plan(x.course_id, school, actor, role)
	   and (if_version is null or x.version = if_version) for update;
	if s.id is null then
		return null;
	end if;
	new_starts := coalesce(starts, s.starts_at);
	new_ends := coalesce(ends, s.ends_at);
	moves := new_starts <> s.starts_at or new_ends <> s.ends_at;
	cancels := coalesce(cancelled, s.is_cancelled) <> s.is_cancelled;
	was := academics.rooms_of(session);
	perform academics.session_preferences(school, role, from_page,
	    delay is distinct from s.closing_delay_minutes and delay is not null
	    or no_delay and s.closing_delay_minutes is not null);
	if moves then
		perform academics.session_times(new_starts, new_ends);
		perform academics.session_alone(s.course_id, school, new_starts, session);
		if s.closed_at is not null then
			perform platform.fail('session_closed',
			    'It keeps its times; make another for another time.');
		elsif academics.session_signed(session) then
			perform platform.fail('session_signed',
			    'It keeps its times; make another for another time.');
		end if;
	end if;
	if cancels and role <> 'admin'
	    and (s.closed_at is not null or academics.session_signed(session)) then
		perform platform.fail('session_signed',
		    'An administrator can cancel it.');
	end if;
	update academics.sessions x
	   set title = case when not no_title then coalesce(nullif(session_change.title, ''),
		   s.title) end,
	       starts_at = new_starts, ends_at = new_ends,
	       is_online = coalesce(online, s.is_online),
	       closing_delay_minutes = case when not no_delay
		   then coalesce(delay, s.closing_delay_minutes) end,
	       is_cancelled = coalesce(cancelled, s.is_cancelled),
	       is_fixed = s.is_fixed or moves or cancels or rooms is not null,
	       updated_at = now(), version = s.version + 1
	 where x.id = session;
	perform academics.session_links(session, school,
	    academics.ids(rooms, 'classroom_ids'), academics.ids(groups, 'group_ids'),
	    academics.ids(teachers, 'teacher_ids'));
	if moves or cancels or coalesce(online, s.is_online) <> s.is_online
	    or was is distinct from academics.rooms_of(session) then
		perform academics.room_alone(session, role);
	end if;
	return session;
end
$$;

-- The Monday of 2026-W48, of the week of a day, or of this week.
create function academics.monday(week text, school uuid) returns date
language sql stable
return case when week ~ 'W' then to_date(week, 'IYYY-"W"IW')
	else date_trunc('week', coalesce(week::date::timestamp,
	    academics.school_today(school)::timestamp))::date end;

-- ---- Links to calendars

-- Whoever has the secret reads this person's sessions, and nothing else.  It
-- is shown to its person again and again: a digest would not do.
create table academics.calendar_links (
	user_id		uuid primary key,
	school_id	uuid not null references academics.schools,
	secret		text collate "C" not null default
			replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''),
	made_at		timestamptz not null default now()
);
-- Looked up by a digest, so that the time it takes tells nothing of a secret.
create unique index calendar_link_secret
    on academics.calendar_links (sha256(decode(secret, 'hex')));

grant select, insert, update on academics.calendar_links to lyceum_courses;
grant select on academics.session_lines to lyceum_courses;
grant execute on function academics.instant(timestamp, text),
    academics.school_instant(uuid, date, text), academics.school_today(uuid),
    academics.course_open_to(uuid, uuid, text),
    academics.session_open_to(uuid, uuid, text),
    academics.sessions_for(uuid, uuid, text, timestamptz, timestamptz, uuid, uuid, uuid),
    academics.may_plan(uuid, uuid, uuid, text), academics.monday(text, uuid),
    academics.session_preferences(uuid, text, boolean, boolean),
    academics.session_signed(uuid),
    academics.session_times(timestamptz, timestamptz), academics.ids(jsonb, text),
    academics.session_alone(uuid, uuid, timestamptz, uuid), academics.plan_lock(uuid),
    academics.room_clashes(uuid), academics.room_alone(uuid, text),
    academics.rooms_of(uuid),
    academics.session_links(uuid, uuid, uuid[], uuid[], uuid[]),
    academics.session_create(uuid, uuid, uuid, text, boolean, text, timestamptz,
	timestamptz, boolean, int, jsonb, jsonb, jsonb),
    academics.session_change(uuid, uuid, uuid, text, boolean, int, text,
	timestamptz, timestamptz, boolean, int, boolean, jsonb, jsonb, jsonb,
	boolean, boolean) to lyceum_courses;

commit;
