-- Deploy beacon:protocol
begin;

-- A beacon speaks the protocol of docs/beacon-protocol.md; an NFC tag (NTAG
-- 424 DNA) only counts, and signs what it counted.
drop view beacon_api.beacons;
alter table beacon.beacons
	drop column room,
	drop column signature_key,
	add column kind text collate "C" not null default 'beacon'
		check (kind in ('beacon', 'nfc')),
	add column classroom_id uuid,
	add column tag_uid bytea check (length(tag_uid) = 7),
	add constraint tag_taken unique (tag_uid);

-- The device's signing key (public half) and the room's secret, both replaced
-- by a new row; the old ones count until they are revoked.
create table beacon.keys (
	beacon_id	uuid not null references beacon.beacons,
	key_id		int not null check (key_id > 0),
	public_key	bytea check (length(public_key) = 65),
	totp_key	bytea check (length(totp_key) = 32),
	tag_key		bytea check (length(tag_key) = 16),
	created_at	timestamptz not null default now(),
	created_by	uuid,
	revoked_at	timestamptz,
	primary key (beacon_id, key_id)
);
-- One key in two beacons would be a clone.
create unique index key_taken on beacon.keys (public_key);

-- What a replay is known by.
create table beacon.state (
	beacon_id	uuid primary key references beacon.beacons,
	last_auth_ms	bigint not null default 0,
	last_seq	bigint not null default 0,
	last_step	bigint not null default 0,
	chain		bytea not null default '\x0000000000000000000000000000000000000000000000000000000000000000'
			check (length(chain) = 32),
	last_counter	bigint not null default -1,	-- of an NFC tag
	battery		int check (battery between 0 and 100),
	heartbeat_at	timestamptz
) with (fillfactor = 50);

create table beacon.tokens (
	token_sha256	bytea primary key,
	beacon_id	uuid not null references beacon.beacons,
	key_id		int not null,
	expires_at	timestamptz not null
);

create table beacon.proofs (
	session_id	uuid not null,
	student_id	uuid not null,
	round		bigint not null,
	beacon_id	uuid not null,
	at		timestamptz not null default now(),
	primary key (session_id, student_id, round)
);

-- What somebody should look at: a replay, a clone, a wrong clock.
create table beacon.alarms (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	beacon_id	uuid not null,
	kind		text collate "C" not null check (kind ~ '^[a-z_]{1,40}$'),
	detail		text check (length(detail) <= 500),
	at		timestamptz not null default now()
);
create index alarms_of_beacon on beacon.alarms (beacon_id, at);

create view beacon_api.beacons as
select b.id, b.school_id, b.name, b.kind, b.classroom_id, b.is_active, b.last_seen_at
  from beacon.beacons b;

grant select, insert, update on beacon.keys, beacon.state to lyceum_beacon;
grant select, insert, delete on beacon.tokens, beacon.proofs to lyceum_beacon;
grant select, insert on beacon.alarms to lyceum_beacon;
grant select on beacon_api.beacons to lyceum_courses;

commit;
