-- Deploy academics:schools
begin;

create schema academics;
grant usage on schema academics to lyceum_courses;

-- Rules for one value are domains: PostgreSQL reads every CHECK of a table
-- anew for each statement that writes to it, also where the value stays as it
-- is, and a seat taken would pay for a dozen.
create domain academics.code as text collate "C"
	check (value ~ '^[A-Z]{2,4}[0-9]{3}$');
create domain academics.title as text check (length(value) between 2 and 255);
create domain academics.prose as text check (length(value) <= 10000);
create domain academics.room as text check (length(value) between 1 and 50);
create domain academics.credits as int check (value between 1 and 6);
create domain academics.capacity as int check (value between 1 and 500);
create domain academics.tally as int check (value between 0 and 1000000);
create domain academics.year as int check (value between 2000 and 2100);
create domain academics.semester as text collate "C"
	check (value in ('fall', 'spring', 'summer'));
create domain academics.enrollment_status as text collate "C" check (value in
	('pending', 'waitlisted', 'enrolled', 'dropped', 'completed'));
create domain academics.percent as numeric(5,2) check (value between 0 and 100);

-- The tenant.  Every row of every schema belongs to one school.
create table academics.schools (
	id		uuid primary key default platform.uuid7(),
	code		text collate "C" not null check (code ~ '^[A-Z0-9-]{2,20}$'),
	name		text not null check (length(name) between 2 and 255),
	timezone	text not null default 'UTC',
	self_registration boolean not null default false,
	default_signature_delay_minutes int not null default 15
			check (default_signature_delay_minutes between 0 and 1440),
	teacher_can_modify_delay boolean not null default true,
	students_before_teacher	boolean not null default false,
	flash_enabled	boolean not null default true,
	ui_modification_disabled boolean not null default false,
	nfc_enabled	boolean not null default true,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1
);
create unique index school_code_taken on academics.schools (code);

-- The calendar of a term.  No row: enrollment is open and nobody wrote down
-- when the term begins.
create table academics.terms (
	school_id	uuid not null references academics.schools,
	semester	academics.semester not null,
	year		academics.year not null,
	starts_on	date not null,
	ends_on		date not null,
	enrollment_opens timestamptz not null default '-infinity',
	enrollment_closes timestamptz not null default 'infinity',
	primary key (school_id, semester, year),
	check (starts_on < ends_on),
	check (enrollment_opens < enrollment_closes)
);

create function academics.school_check() returns trigger
language plpgsql set search_path = '' as $$
begin
	if not exists (select from pg_catalog.pg_timezone_names z
	    where z.name = new.timezone) then
		perform platform.fail('invalid',
		    format('There is no time zone called "%s".', new.timezone),
		    'timezone');
	end if;
	return new;
end
$$;
create trigger school_check before insert or update of timezone
	on academics.schools for each row execute function academics.school_check();

create function academics.school_made() returns trigger
language plpgsql set search_path = '' as $$
begin
	perform identity_api.init_school(new.id);
	return null;
end
$$;
create trigger school_made after insert on academics.schools
	for each row execute function academics.school_made();

-- Terms in their order on one line: spring, summer, fall of each year.
create function academics.term_no(semester text, year int) returns int
language sql immutable strict parallel safe
return year * 3 + case semester when 'spring' then 0 when 'summer' then 1 else 2 end;

-- The term that a school is in, or else the next one that it knows of, or
-- else the last.
create function academics.current_term(school_id uuid)
returns table (semester text, year int)
language sql stable parallel safe rows 1
begin atomic
	select t.semester, t.year from academics.terms t
	 where t.school_id = current_term.school_id
	 order by t.ends_on < current_date,
	       case when t.ends_on < current_date then -(t.ends_on - '2000-01-01'::date)
		    else t.starts_on - '2000-01-01'::date end
	 limit 1;
end;

grant select, insert, update on academics.schools to lyceum_courses;
grant select, insert, update, delete on academics.terms to lyceum_courses;
grant execute on function academics.term_no(text, int),
    academics.current_term(uuid) to lyceum_courses;

commit;
