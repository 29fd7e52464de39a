-- Deploy academics:courses
begin;

-- A subject in one term.  schedule is what people write,
-- {"monday": ["09:00-11:00"]}; meets (words) and times are made from it by
-- triggers, and so are the tables below.  times holds minutes on one line on
-- which every term has a week of its own, so that two courses clash exactly
-- when their times overlap, whatever their terms are.
--
-- A seat taken rewrites the row and opens every index of the table: the row is
-- kept short, its pages keep room for the next version, and what only looks
-- things up (words, rooms, teachers) has tables of its own.
create table academics.courses (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null references academics.schools,
	subject_id	uuid references academics.subjects,
	teacher_id	uuid,
	capacity	academics.capacity not null,
	enrolled_count	int not null default 0,
	waitlist_limit	academics.tally not null default 50,
	waitlist_count	academics.tally not null default 0,
	waitlist_seq	int not null default 0,	-- places ever given out
	credits		academics.credits not null,
	year		academics.year not null,
	version		int not null default 1,
	is_active	boolean not null default true,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	semester	academics.semester not null,
	code		academics.code not null,
	name		academics.title not null,
	room		academics.room,
	meets		text not null,
	schedule	jsonb not null default '{}',
	times		int4multirange not null,
	description	academics.prose not null default '',
	constraint course_full check (enrolled_count between 0 and capacity)
) with (fillfactor = 60);
create unique index code_taken
    on academics.courses (school_id, semester, year, code);
create index courses_by_code on academics.courses (school_id, code, id);
create index courses_of_subject on academics.courses (subject_id);

-- What full-text search finds a course by.
create table academics.course_words (
	course_id	uuid primary key references academics.courses on delete cascade,
	search		tsvector not null
);
create index course_words_search on academics.course_words using gin (search);

-- The rooms of active courses.
create table academics.bookings (
	course_id	uuid primary key references academics.courses on delete cascade,
	school_id	uuid not null,
	room		text not null,
	times		int4multirange not null,
	constraint room_conflict
	    exclude using gist (hashtextextended(school_id || lower(room), 0) with =,
		times with &&)
);

-- Every teacher of a course: the one of the course's row (is_lead, kept by a
-- trigger) and those beside them.  times is empty while the course is inactive.
create table academics.course_teachers (
	course_id	uuid not null references academics.courses on delete cascade,
	teacher_id	uuid not null,
	is_lead		boolean not null default false,
	times		int4multirange not null,
	primary key (course_id, teacher_id),
	constraint teacher_conflict
	    exclude using gist (uuid_hash_extended(teacher_id, 0) with =,
		times with &&)
);
create index course_teachers_teacher on academics.course_teachers (teacher_id);

-- The weekly meetings, in minutes of the day; 1 is Monday.
create table academics.meetings (
	course_id	uuid not null references academics.courses on delete cascade,
	day		smallint not null check (day between 1 and 7),
	starts		smallint not null check (starts >= 0),
	ends		smallint not null check (ends <= 1440),
	primary key (course_id, day, starts),
	check (starts < ends)
);

-- Minutes as 09:00.
create function academics.clock(minutes int) returns text
language sql immutable strict parallel safe
return lpad((minutes / 60)::text, 2, '0') || ':' || lpad((minutes % 60)::text, 2, '0');

create function academics.invalid_schedule(why text) returns boolean
language sql volatile
return platform.fail('invalid', why, 'schedule');

-- The slots of a schedule, in order; refuses one that cannot be.
create function academics.slots(schedule jsonb)
returns table (day smallint, starts smallint, ends smallint)
language plpgsql immutable set search_path = '' as $$
declare
	days constant text[] := '{monday,tuesday,wednesday,thursday,friday}';
	d record;
	slot text;
	last text;	-- the slot before, of the same day
	until int;
begin
	if jsonb_typeof(schedule) <> 'object' then
		perform academics.invalid_schedule('A schedule is an object of days.');
	end if;
	for d in select e.key, e.value, array_position(days, e.key) as no
	    from jsonb_each(schedule) e order by no loop
		if d.no is null then
			perform academics.invalid_schedule(
			    format('"%s" is not a day from monday to friday.', d.key));
		elsif jsonb_typeof(d.value) <> 'array' then
			perform academics.invalid_schedule(
			    format('%s is not a list of times.', d.key));
		end if;
		last := null;
		for slot in select x from jsonb_array_elements_text(d.value) x order by x loop
			if slot is null or slot !~
			    '^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$' then
				perform academics.invalid_schedule(format(
				    '%s: "%s" is not a time like 09:00-11:00.', d.key, slot));
			end if;
			day := d.no;
			starts := substr(slot, 1, 2)::int * 60 + substr(slot, 4, 2)::int;
			ends := substr(slot, 7, 2)::int * 60 + substr(slot, 10, 2)::int;
			if ends <= starts then
				perform academics.invalid_schedule(format(
				    '%s: %s ends before it begins.', d.key, slot));
			elsif last is not null and starts < until then
				perform academics.invalid_schedule(format(
				    '%s: %s and %s overlap.', d.key, last, slot));
			end if;
			return next;
			last := slot;
			until := ends;
		end loop;
	end loop;
end
$$;

-- A schedule on the line of all terms, and in words.
create function academics.times_of(schedule jsonb, semester text, year int)
returns int4multirange
language sql stable strict set search_path = ''
begin atomic
	select coalesce(range_agg(int4range(
	    academics.term_no(times_of.semester, times_of.year) * 10080
		+ (s.day - 1) * 1440 + s.starts,
	    academics.term_no(times_of.semester, times_of.year) * 10080
		+ (s.day - 1) * 1440 + s.ends)), '{}')
	  from academics.slots(times_of.schedule) s;
end;
create function academics.meets_of(schedule jsonb) returns text
language sql stable strict set search_path = ''
begin atomic
	select coalesce(string_agg(
	    ('{Mon,Tue,Wed,Thu,Fri,Sat,Sun}'::text[])[s.day] || ' '
	    || academics.clock(s.starts) || '–' || academics.clock(s.ends),
	    ' · ' order by s.day, s.starts), '')
	  from academics.slots(meets_of.schedule) s;
end;

-- What people type, as a query: every word a prefix.
create function academics.words(q text) returns tsquery
language sql immutable strict parallel safe
return to_tsquery('pg_catalog.english'::regconfig, array_to_string(array(
    select w || ':*'
      from regexp_split_to_table(platform.fold(q), '[^[:alnum:]]+') w
     where w <> ''), ' & '));

create function academics.course_derive() returns trigger
language plpgsql set search_path = '' as $$
begin
	if tg_op = 'INSERT' or new.schedule <> old.schedule
	    or new.semester <> old.semester or new.year <> old.year then
		new.meets := academics.meets_of(new.schedule);
		new.times := academics.times_of(new.schedule, new.semester, new.year);
	end if;
	if tg_op = 'UPDATE' and new.capacity < new.enrolled_count then
		perform platform.fail('capacity_below_enrolled',
		    format('%s students are enrolled.', new.enrolled_count), 'capacity');
	end if;
	return new;
end
$$;
-- Not on enrolled_count: a seat taken runs no trigger.
create trigger course_derive before insert or update of schedule, semester,
	year, capacity on academics.courses
	for each row execute function academics.course_derive();

-- The teacher must be one, of this school.
create function academics.teacher_check(teacher uuid, school uuid) returns void
language plpgsql set search_path = '' as $$
begin
	if teacher is not null and not exists (select from identity_api.people p
	    where p.id = teacher and p.school_id = school
	      and p.role = 'teacher' and p.is_active) then
		perform platform.fail('invalid',
		    'That is not an active teacher of this school.', 'teacher_id');
	end if;
end
$$;

create function academics.course_spread() returns trigger
language plpgsql set search_path = '' as $$
declare
	at int4multirange := case when new.is_active then new.times else '{}' end;
begin
	if tg_op = 'INSERT' or new.schedule <> old.schedule then
		delete from academics.meetings m where m.course_id = new.id;
		insert into academics.meetings
		select new.id, s.day, s.starts, s.ends from academics.slots(new.schedule) s;
	end if;
	if tg_op = 'UPDATE' and new.teacher_id is distinct from old.teacher_id then
		delete from academics.course_teachers t
		 where t.course_id = new.id and t.is_lead;
	end if;
	if new.teacher_id is not null and (tg_op = 'INSERT'
	    or new.teacher_id is distinct from old.teacher_id) then
		perform academics.teacher_check(new.teacher_id, new.school_id);
		insert into academics.course_teachers as t
		values (new.id, new.teacher_id, true, at)
		on conflict (course_id, teacher_id) do update set is_lead = true;
	end if;
	update academics.course_teachers t set times = at
	 where t.course_id = new.id and t.times <> at;
	if not new.is_active or new.room is null then
		delete from academics.bookings b where b.course_id = new.id;
	else
		insert into academics.bookings as b
		values (new.id, new.school_id, new.room, new.times)
		on conflict (course_id) do update
		    set room = excluded.room, times = excluded.times;
	end if;
	return null;
end
$$;
create trigger course_made after insert on academics.courses
	for each row execute function academics.course_spread();
create trigger course_changed after update of schedule, semester, year,
	teacher_id, room, is_active on academics.courses
	for each row when (old.times is distinct from new.times
	    or old.teacher_id is distinct from new.teacher_id
	    or old.room is distinct from new.room
	    or old.is_active <> new.is_active)
	execute function academics.course_spread();

create function academics.course_word() returns trigger
language plpgsql set search_path = '' as $$
begin
	insert into academics.course_words as w
	values (new.id, setweight(to_tsvector('pg_catalog.english',
		platform.fold(new.code || ' ' || new.name)), 'A')
	    || setweight(to_tsvector('pg_catalog.english',
		platform.fold(new.description)), 'C'))
	on conflict (course_id) do update set search = excluded.search;
	return null;
end
$$;
create trigger course_named after insert or update of code, name, description
	on academics.courses
	for each row execute function academics.course_word();

create function academics.course_teacher_check() returns trigger
language plpgsql set search_path = '' as $$
begin
	if not new.is_lead then
		select case when c.is_active then c.times else '{}' end into new.times
		  from academics.courses c where c.id = new.course_id;
		perform academics.teacher_check(new.teacher_id, c.school_id)
		   from academics.courses c where c.id = new.course_id;
	end if;
	return new;
end
$$;
create trigger course_teacher_check before insert on academics.course_teachers
	for each row execute function academics.course_teacher_check();

-- The conflicts that a course would have, each with the course that it is with.
create function academics.validate_schedule(school uuid, schedule jsonb,
    semester text, year int, teacher uuid, room text, exclude uuid)
returns table (kind text, course_id uuid, code text, name text, meets text,
    words text)
language sql stable rows 5
begin atomic
	with wanted as (
		select academics.times_of(validate_schedule.schedule,
		    validate_schedule.semester, validate_schedule.year) as times)
	select k.kind, c.id, c.code, c.name, c.meets,
	       case k.kind when 'teacher_conflict'
		then 'The teacher has ' || c.code || ' then: ' || c.meets || '.'
		else 'The room is used by ' || c.code || ' then: ' || c.meets || '.' end
	  from wanted w
	  join academics.courses c on c.school_id = validate_schedule.school
	   and c.semester = validate_schedule.semester
	   and c.year = validate_schedule.year and c.is_active
	   and c.id is distinct from validate_schedule.exclude
	   and c.times && w.times
	  cross join lateral (
		select 'teacher_conflict' where exists (
			select from academics.course_teachers t
			 where t.course_id = c.id and t.teacher_id = validate_schedule.teacher)
		union all
		select 'room_conflict' where lower(c.room) = lower(validate_schedule.room)
	  ) k (kind)
	 order by k.kind, c.code;
end;

grant select, insert, update on academics.courses to lyceum_courses;
grant select, insert, update, delete on academics.course_teachers,
    academics.meetings, academics.bookings, academics.course_words to lyceum_courses;
grant execute on function academics.clock(int),
    academics.invalid_schedule(text), academics.slots(jsonb),
    academics.times_of(jsonb, text, int), academics.meets_of(jsonb),
    academics.words(text), academics.teacher_check(uuid, uuid),
    academics.validate_schedule(uuid, jsonb, text, int, uuid, text, uuid)
    to lyceum_courses;

commit;
