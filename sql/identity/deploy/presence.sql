-- Deploy identity:presence
begin;

-- What came with attendance.  A matrix that a school has changed keeps its
-- changes: only what is new is added, by its default.
create temporary table added on commit drop as
select * from (values
	('schools.update', 'Change the school and its preferences',
	    'admin'),
	('classrooms.read', 'Read classrooms',
	    'admin dev teacher student'),
	('classrooms.update', 'Make, change and close classrooms',
	    'admin'),
	('groups.read', 'Read student groups',
	    'admin dev teacher'),
	('groups.update', 'Make groups and say who is in them',
	    'admin'),
	('sessions.read', 'Read the sessions of courses',
	    'admin dev teacher student parent'),
	('sessions.update', 'Plan, move and cancel sessions',
	    'admin teacher'),
	('signatures.read', 'Read signatures of attendance',
	    'admin dev teacher student'),
	('signatures.create', 'Sign attendance',
	    'admin teacher student'),
	('signatures.update', 'Accept and refuse signatures, close sessions',
	    'admin teacher'),
	('attendance.read', 'Read attendance',
	    'admin dev teacher student parent'),
	('attendance.update', 'Mark attendance by hand',
	    'admin teacher'),
	('beacons.read', 'Read beacons and their health',
	    'admin dev'),
	('beacons.update', 'Provision beacons, rotate their keys',
	    'admin dev'),
	('devices.read', 'Read the devices that students sign with',
	    'admin dev student'),
	('devices.create', 'Bind a device to sign with',
	    'admin student'),
	('devices.delete', 'Take a device away from a student',
	    'admin student')
) m (permission, summary, roles);

insert into identity.permissions select permission, summary from added;
insert into identity.default_permissions
select r, m.permission from added m, regexp_split_to_table(m.roles, ' ') r;
insert into identity.role_permissions
select v.school_id, d.role, d.permission
  from identity.role_versions v
  join identity.default_permissions d on d.permission in (select permission from added);
update identity.role_versions set version = version + 1;

-- The device that a student signs attendance with: one at a time.  Its public
-- key is bound once; another one counts from active_from on (a cooling time,
-- unless an administrator binds it), and the old one until then.  flash_key
-- makes the flashes of buzzLightyear; it was shown once.
create table identity.devices (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	user_id		uuid not null references identity.users,
	name		text not null check (length(name) between 1 and 100),
	public_key	bytea not null check (length(public_key) = 65),
	flash_key	bytea not null check (length(flash_key) = 32),
	bound_at	timestamptz not null default now(),
	bound_by	uuid not null,
	active_from	timestamptz not null default now(),
	revoked_at	timestamptz,
	constraint device_taken unique (public_key)
);
create index devices_of_user on identity.devices (user_id, bound_at);

-- Every device of a student that counts at a moment: at most one.
create function identity_api.device_at(student uuid, at timestamptz default now())
returns table (id uuid, school_id uuid, public_key bytea, flash_key bytea)
language sql stable security definer rows 1
begin atomic
	select d.id, d.school_id, d.public_key, d.flash_key
	  from identity.devices d
	 where d.user_id = student and d.active_from <= at
	   and (d.revoked_at is null or d.revoked_at > at)
	 order by d.active_from desc, d.id desc limit 1;
end;

create function identity_api.validate_student_device(student uuid, device uuid)
returns boolean
language sql stable security definer
return exists (select from identity_api.device_at(student) d where d.id = device);

grant select, insert, update on identity.devices to lyceum_auth;
grant execute on function identity_api.device_at(uuid, timestamptz),
    identity_api.validate_student_device(uuid, uuid)
    to lyceum_auth, lyceum_beacon;

commit;
