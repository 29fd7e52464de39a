-- Deploy academics:plan
begin;

-- ---- Sessions of the weekly schedule

-- Makes the sessions that the meetings of courses ask for, from a day to a day
-- (null: of the term), without holidays; and when asked again, only what has
-- changed since.  A meeting that moved within its week takes its session along,
-- with its id and all that hangs on it; a session that no meeting asks for any
-- more goes.  What has begun, was signed, closed, cancelled or changed by hand
-- stays as it is.
create function academics.plan_sessions(courses uuid[], school uuid, since date,
    until date, out made int, out moved int, out removed int, out kept int,
    out clashes int, out clash_words text)
language plpgsql set search_path = '' as $$
begin
	perform academics.plan_lock(school);

	with term as (
		select c.id, c.school_id, h.timezone, c.is_active,
		       greatest(since, t.starts_on) as first,
		       least(until, t.ends_on) as last
		  from academics.courses c
		  join academics.schools h on h.id = c.school_id
		  left join academics.terms t on t.school_id = c.school_id
		   and t.semester = c.semester and t.year = c.year
		 where c.id = any (courses) and c.school_id = school
	), wanted as materialized (
		select term.id as course_id, d::date as slot_on,
		       m.starts::int as slot_start, x.starts_at,
		       case when y.ends_at > x.starts_at then y.ends_at
			    else x.starts_at + make_interval(mins => m.ends - m.starts)
		       end as ends_at
		  from term
		  join academics.meetings m on m.course_id = term.id
		 cross join lateral generate_series(term.first::timestamp,
		    term.last::timestamp, interval '1 day') d
		 cross join lateral academics.instant(d
		    + make_interval(mins => m.starts), term.timezone) x (starts_at)
		 cross join lateral academics.instant(d
		    + make_interval(mins => m.ends), term.timezone) y (ends_at)
		 where term.is_active and extract(isodow from d) = m.day
		   and not exists (select from academics.holidays o
			where o.school_id = school
			  and d::date between o.starts_on and o.ends_on)
	), old as materialized (
		select s.id, s.course_id, s.slot_on, s.slot_start,
		       w.starts_at, w.ends_at, w.course_id is not null as has_slot,
		       (s.starts_at, s.ends_at) is distinct from (w.starts_at, w.ends_at)
		       and not s.is_fixed and not s.is_cancelled and s.closed_at is null
		       and s.starts_at > now() and not academics.session_signed(s.id)
		       as changes
		  from academics.sessions s
		  left join wanted w on w.course_id = s.course_id
		   and w.slot_on = s.slot_on and w.slot_start = s.slot_start
		 where s.course_id = any (courses) and s.school_id = school
		   and s.slot_on >= coalesce(since, '-infinity')
		   and s.slot_on <= coalesce(until, 'infinity')
	), orphan as (
		select o.id, o.course_id, date_trunc('week', o.slot_on) as week,
		       row_number() over (partition by o.course_id,
			   date_trunc('week', o.slot_on)
			   order by o.slot_on, o.slot_start) as n
		  from old o where o.changes and not o.has_slot
	), gap as (
		select w.*, date_trunc('week', w.slot_on) as week,
		       case when w.starts_at > now() then row_number() over (
			   partition by w.course_id, date_trunc('week', w.slot_on),
			       w.starts_at > now()
			   order by w.slot_on, w.slot_start) end as n
		  from wanted w
		 where not exists (select from academics.sessions s
			where s.course_id = w.course_id and s.slot_on = w.slot_on
			  and s.slot_start = w.slot_start)
	), shift as materialized (
		select o.id, o.slot_on, o.slot_start, o.starts_at, o.ends_at
		  from old o where o.changes and o.has_slot
		union all
		select o.id, g.slot_on, g.slot_start, g.starts_at, g.ends_at
		  from orphan o join gap g using (course_id, week, n)
	), m as (
		update academics.sessions s
		   set slot_on = x.slot_on, slot_start = x.slot_start,
		       starts_at = x.starts_at, ends_at = x.ends_at,
		       updated_at = now(), version = s.version + 1
		  from shift x where s.id = x.id
		returning s.id
	), w as (	-- another time: is the room free then?
		delete from academics.session_classrooms k
		 using shift x where k.session_id = x.id
	), r as (
		delete from academics.sessions s
		 using orphan o
		 where s.id = o.id and not exists (select from shift x where x.id = o.id)
		returning s.id
	), a as (
		insert into academics.sessions (school_id, course_id, starts_at,
		    ends_at, slot_on, slot_start)
		select school, g.course_id, g.starts_at, g.ends_at, g.slot_on, g.slot_start
		  from gap g
		 where not exists (select from shift x
			where x.slot_on = g.slot_on and x.slot_start = g.slot_start
			  and exists (select from orphan o
			    where o.id = x.id and o.course_id = g.course_id))
		returning id
	)
	select (select count(*) from a), (select count(*) from m),
	       (select count(*) from r),
	       (select count(*) from old) - (select count(*) from m)
		   - (select count(*) from r)
	  into made, moved, removed, kept;

	perform academics.plan_rooms(courses, school);
	select p.clashes, p.clash_words into clashes, clash_words
	  from academics.plan_clashes(courses, school) p;
end
$$;

-- Sessions that are still without the classroom that is called what the
-- course's room is called.
create function academics.plan_roomless(courses uuid[], school uuid)
returns table (session_id uuid, course_id uuid, starts_at timestamptz,
    ends_at timestamptz, classroom_id uuid, room text)
language sql stable
begin atomic
	select s.id, s.course_id, s.starts_at, s.ends_at, k.id, k.name
	  from academics.sessions s
	  join academics.courses c on c.id = s.course_id
	  join academics.classrooms k on k.school_id = s.school_id
	   and lower(k.name) = lower(c.room) and k.is_active
	 where s.course_id = any (courses) and s.school_id = school
	   and s.slot_on is not null and not s.is_fixed
	   and not s.is_online and not s.is_cancelled
	   and not exists (select from academics.session_classrooms x
		where x.session_id = s.id);
end;

-- Each gets its room, unless another course has it then.
create function academics.plan_rooms(courses uuid[], school uuid) returns void
language sql
begin atomic
	delete from academics.session_classrooms x
	 using academics.sessions s, academics.courses c
	 where s.course_id = any (courses) and s.school_id = school
	   and x.session_id = s.id and c.id = s.course_id
	   and s.slot_on is not null and not s.is_fixed and s.starts_at > now()
	   and not exists (select from academics.classrooms k
		where k.id = x.classroom_id and lower(k.name) = lower(c.room));
	with lone as materialized (
		select l.* from academics.plan_roomless(courses, school) l
	), busy as materialized (
		select y.classroom_id, o.course_id, o.starts_at, o.ends_at
		  from academics.sessions o
		  join academics.session_classrooms y on y.session_id = o.id
		 where o.school_id = school and not o.is_online and not o.is_cancelled
		   and o.starts_at > (select min(l.starts_at) - interval '1 day' from lone l)
		   and o.starts_at < (select max(l.ends_at) from lone l)
		   and y.classroom_id in (select l.classroom_id from lone l)
	)
	insert into academics.session_classrooms
	select l.session_id, l.classroom_id from lone l
	 where not exists (select from busy b
		where b.classroom_id = l.classroom_id and b.course_id <> l.course_id
		  and b.starts_at < l.ends_at and b.ends_at > l.starts_at)
	   and not exists (select from lone e	-- who was first
		where e.classroom_id = l.classroom_id and e.course_id <> l.course_id
		  and e.starts_at < l.ends_at and e.ends_at > l.starts_at
		  and (e.starts_at, e.session_id) < (l.starts_at, l.session_id));
end;

-- Those that did not get it: how many, and the first of them in words.
create function academics.plan_clashes(courses uuid[], school uuid,
    out clashes int, out clash_words text)
language sql stable
begin atomic
	with lone as materialized (
		select l.*, row_number() over (order by l.starts_at, l.session_id) as n
		  from academics.plan_roomless(courses, school) l
		 where l.ends_at > now()
	)
	select count(*), 'Without a room, because another course has it then: '
	       || string_agg(format('%s, %s, %s–%s', l.room,
		   to_char(l.starts_at at time zone h.timezone, 'YYYY-MM-DD'),
		   to_char(l.starts_at at time zone h.timezone, 'HH24:MI'),
		   to_char(l.ends_at at time zone h.timezone, 'HH24:MI'))
		   || coalesce(' (' || o.code || ')', ''), '; ' order by l.n)
		   filter (where l.n <= 5)
	       || case when count(*) > 5 then '; and ' || count(*) - 5 || ' more.'
		   else '.' end
	  from lone l
	  join academics.schools h on h.id = school
	  left join lateral (select c.code
		  from academics.session_classrooms y
		  join academics.sessions s on s.id = y.session_id
		  join academics.courses c on c.id = s.course_id
		 where y.classroom_id = l.classroom_id and s.course_id <> l.course_id
		   and s.starts_at < l.ends_at and s.ends_at > l.starts_at
		   and not s.is_online and not s.is_cancelled and l.n <= 5
		 limit 1) o on true;
end;

create function academics.plan_sessions(course uuid, school uuid, since date,
    until date, out made int, out moved int, out removed int, out kept int,
    out clashes int, out clash_words text)
language sql
return academics.plan_sessions(array[course], school, since, until);

-- One course, by somebody; no row: it is not theirs.
create function academics.plan_course(course uuid, school uuid, actor uuid,
    role text, from_page boolean, since date, until date)
returns table (made int, moved int, removed int, kept int, clashes int,
    clash_words text)
language plpgsql set search_path = '' as $$
begin
	if not academics.may_plan(course, school, actor, role) then
		return;
	end if;
	perform academics.session_preferences(school, role, from_page, false);
	if (since is null or until is null) and not exists (
	    select from academics.courses c
	      join academics.terms t on t.school_id = c.school_id
	       and t.semester = c.semester and t.year = c.year
	     where c.id = course) then
		perform platform.fail('conflict',
		    'It is not known when the term begins and ends: say from when to when.');
	end if;
	return query select p.* from academics.plan_sessions(array[course], school,
	    coalesce(since, academics.school_today(school)), until) p;
end
$$;

-- Every course of a term.
create function academics.plan_term(school uuid, role text, from_page boolean,
    semester text, year int)
returns table (courses int, made int, moved int, removed int, kept int,
    clashes int, clash_words text)
language plpgsql set search_path = '' as $$
declare
	ids uuid[] := array(select c.id from academics.courses c
		where c.school_id = school and c.semester = plan_term.semester
		  and c.year = plan_term.year);
begin
	if role <> 'admin' then
		perform platform.fail('forbidden', 'An administrator plans a whole term.');
	end if;
	perform academics.session_preferences(school, role, from_page, false);
	if not exists (select from academics.terms t
	    where t.school_id = school and t.semester = plan_term.semester
	      and t.year = plan_term.year) then
		perform platform.fail('conflict',
		    'It is not known when that term begins and ends.');
	end if;
	return query select cardinality(ids), p.*
	  from academics.plan_sessions(ids, school, academics.school_today(school), null) p;
end
$$;

grant execute on function
    academics.plan_sessions(uuid[], uuid, date, date),
    academics.plan_sessions(uuid, uuid, date, date),
    academics.plan_roomless(uuid[], uuid), academics.plan_rooms(uuid[], uuid),
    academics.plan_clashes(uuid[], uuid),
    academics.plan_course(uuid, uuid, uuid, text, boolean, date, date),
    academics.plan_term(uuid, text, boolean, text, int) to lyceum_courses;

commit;
