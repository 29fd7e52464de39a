-- Deploy academics:subjects
begin;

create table academics.subjects (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null references academics.schools,
	code		academics.code not null,
	title		academics.title not null,
	description	academics.prose not null default '',
	credits		academics.credits not null,
	is_active	boolean not null default true,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1
);
create unique index subject_code_taken on academics.subjects (school_id, code);

-- Who can teach a subject; people are named by id only.
create table academics.subject_teachers (
	subject_id	uuid not null references academics.subjects on delete cascade,
	teacher_id	uuid not null,
	primary key (subject_id, teacher_id)
);
create index subject_teachers_teacher on academics.subject_teachers (teacher_id);

-- What must be completed before.
create table academics.subject_prerequisites (
	subject_id	uuid not null references academics.subjects on delete cascade,
	requires_id	uuid not null references academics.subjects on delete cascade,
	primary key (subject_id, requires_id),
	check (subject_id <> requires_id)
);
create index subject_prerequisites_requires
    on academics.subject_prerequisites (requires_id);

-- A subject never requires itself through others, nor one of another school.
create function academics.prerequisite_check() returns trigger
language plpgsql set search_path = '' as $$
declare
	mine uuid;
begin
	-- One chain at a time in a school, or two changes made at once could
	-- close a circle together.
	select s.school_id into mine from academics.subjects s where s.id = new.subject_id;
	perform from academics.schools x where x.id = mine for no key update;
	if not exists (select from academics.subjects s
	    where s.id = new.requires_id and s.school_id = mine) then
		perform platform.fail('invalid', 'There is no such subject.',
		    'requires_id');
	end if;
	if exists (with recursive chain (id) as (
		values (new.requires_id)
		union
		select p.requires_id from academics.subject_prerequisites p, chain
		 where p.subject_id = chain.id)
	    select from chain where id = new.subject_id) then
		perform platform.fail('conflict', 'That subject already requires this one.');
	end if;
	return new;
end
$$;
create trigger prerequisite_check before insert or update
	on academics.subject_prerequisites
	for each row execute function academics.prerequisite_check();

grant select, insert, update on academics.subjects to lyceum_courses;
grant select, insert, delete on academics.subject_teachers,
    academics.subject_prerequisites to lyceum_courses;

commit;
