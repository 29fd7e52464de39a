-- Deploy identity:roles
begin;

create table identity.permissions (
	name	text collate "C" primary key check (name ~ '^[a-z]+\.[a-z]+$'),
	summary	text not null
);

-- The matrix that a school begins with (UEMS §6.3): which roles have what.
create table identity.default_permissions (
	role		text collate "C" not null
			check (role in ('student', 'teacher', 'admin', 'dev', 'parent')),
	permission	text collate "C" not null references identity.permissions,
	primary key (role, permission)
);

create table identity.role_permissions (
	school_id	uuid not null,
	role		text collate "C" not null
			check (role in ('student', 'teacher', 'admin', 'dev', 'parent')),
	permission	text collate "C" not null references identity.permissions,
	primary key (school_id, role, permission)
);

-- Goes up with every change of a school's matrix; what If-Match names.
create table identity.role_versions (
	school_id	uuid primary key,
	version		int not null default 1
);

with m (permission, summary, roles) as (values
	('users.list', 'List and search people',
	    'admin dev'),
	('users.read', 'Read a person',
	    'admin dev teacher student parent'),
	('users.create', 'Create accounts',
	    'admin'),
	('users.update', 'Change accounts',
	    'admin teacher student'),
	('users.delete', 'Deactivate accounts',
	    'admin'),
	('roles.read', 'Read the permission matrix',
	    'admin dev'),
	('roles.update', 'Change the permission matrix',
	    'admin'),
	('schools.read', 'Read schools',
	    'admin dev teacher student parent'),
	('subjects.read', 'Read subjects',
	    'admin dev teacher student parent'),
	('subjects.create', 'Create subjects',
	    'admin'),
	('subjects.update', 'Change subjects',
	    'admin'),
	('subjects.delete', 'Retire subjects',
	    'admin'),
	('courses.read', 'Read courses',
	    'admin dev teacher student parent'),
	('courses.create', 'Create courses',
	    'admin'),
	('courses.update', 'Change courses',
	    'admin teacher'),
	('courses.delete', 'Deactivate courses',
	    'admin'),
	('enrollments.read', 'Read enrollments',
	    'admin dev teacher student parent'),
	('enrollments.create', 'Enroll in courses',
	    'admin student'),
	('enrollments.delete', 'Drop courses',
	    'admin student'),
	('roster.read', 'Read the roster of a course',
	    'admin dev teacher'),
	('grades.read', 'Read grades',
	    'admin dev teacher student parent'),
	('grades.create', 'Enter grades',
	    'admin teacher'),
	('grades.update', 'Change grades',
	    'admin teacher'),
	('grades.delete', 'Delete grades',
	    'admin')
), p as (
	insert into identity.permissions select permission, summary from m
)
insert into identity.default_permissions
select r, m.permission from m, regexp_split_to_table(m.roles, ' ') r;

-- Replaces what one role of a school may do; with expected, only if the
-- matrix is still that version (null otherwise).  An administrator cannot
-- take the keys to the matrix from administrators.
create function identity.set_permissions(school_id uuid, role text,
    permissions jsonb, expected int default null) returns int
language plpgsql as $$
declare
	v int;
	wanted text[] := array(select distinct
	    jsonb_array_elements_text(permissions) order by 1);
	bad text;
begin
	update identity.role_versions r set version = version + 1
	 where r.school_id = set_permissions.school_id
	   and (expected is null or version = expected)
	returning version into v;
	if not found then
		return null;
	end if;
	select w into bad from unnest(wanted) w
	 where not exists (select from identity.permissions p where p.name = w);
	if found then
		perform platform.fail('invalid',
		    format('There is no permission called "%s".', bad), 'permissions');
	end if;
	if role = 'admin' and not wanted @> array['roles.read', 'roles.update'] then
		perform platform.fail('self_lockout',
		    'Administrators keep roles.read and roles.update.');
	end if;
	delete from identity.role_permissions r
	 where r.school_id = set_permissions.school_id
	   and r.role = set_permissions.role and r.permission <> all (wanted);
	insert into identity.role_permissions
	select set_permissions.school_id, set_permissions.role, w from unnest(wanted) w
	on conflict do nothing;
	return v;
end
$$;

grant select on identity.permissions, identity.default_permissions to lyceum_auth;
grant select, insert, delete on identity.role_permissions to lyceum_auth;
grant select, insert, update on identity.role_versions to lyceum_auth;
grant execute on function identity.set_permissions(uuid, text, jsonb, int)
    to lyceum_auth;

commit;
