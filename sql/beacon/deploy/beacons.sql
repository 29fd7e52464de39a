-- Deploy beacon:beacons
begin;

create schema beacon;
create schema beacon_api;
grant usage on schema beacon to lyceum_beacon;
grant usage on schema beacon_api to lyceum_auth, lyceum_courses,
    lyceum_grades, lyceum_beacon, lyceum_payments;

-- The public half of the device's signing key; the private one never leaves it.
create table beacon.beacons (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	name		text not null check (length(name) between 1 and 100),
	room		text check (length(room) between 1 and 50),
	signature_key	bytea,
	firmware	text check (length(firmware) <= 50),
	is_active	boolean not null default true,
	last_seen_at	timestamptz,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	version		int not null default 1
);
create index beacons_of_school on beacon.beacons (school_id, name, id);

create view beacon_api.beacons as
select id, school_id, name, room, is_active, last_seen_at from beacon.beacons;

grant select, insert, update on beacon.beacons to lyceum_beacon;
grant select on beacon_api.beacons to lyceum_courses;

commit;
