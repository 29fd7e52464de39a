-- Deploy identity:users
begin;

create schema identity;
grant usage on schema identity to lyceum_auth;

-- People.  school_id names a row of academics, which comes after this schema
-- and is referred to by id only.  Nobody is deleted: is_active goes false.
create table identity.users (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	email		text collate "C" not null
			check (length(email) between 3 and 255 and email like '%_@_%'),
	password_hash	text,
	role		text collate "C" not null
			check (role in ('student', 'teacher', 'admin', 'dev', 'parent')),
	admin_role	text collate "C"
			check (admin_role is null or role = 'admin'),
	full_name	text collate "und-x-icu" not null
			check (length(full_name) between 1 and 255),
	student_number	text collate "C" check (length(student_number) between 1 and 50),
	department	text check (length(department) between 1 and 100),
	is_active	boolean not null default true,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1,
	search		text collate "C" not null generated always as
			(platform.fold(full_name || ' ' || email || ' '
			|| coalesce(student_number, ''))) stored
) with (fillfactor = 90);

create unique index email_taken on identity.users (lower(email));
create unique index student_number_taken
    on identity.users (school_id, student_number)
    where student_number is not null;
create index users_by_name on identity.users (school_id, full_name, id);
create index users_active on identity.users (school_id, role) where is_active;
create index users_search on identity.users
    using gin (search public.gin_trgm_ops);

-- person is the parent (or the mentor) of relative.
create table identity.relations (
	person_id	uuid not null references identity.users,
	relative_id	uuid not null references identity.users,
	kind		text not null check (kind in ('parent', 'mentor')),
	created_at	timestamptz not null default now(),
	primary key (person_id, relative_id, kind),
	check (person_id <> relative_id)
);
create index relations_relative on identity.relations (relative_id);

grant select, insert, update on identity.users to lyceum_auth;
grant select, insert, delete on identity.relations to lyceum_auth;

commit;
