-- Deploy attendance:signatures
begin;

-- ---- One student at one session, as it ends

alter table attendance.records
	drop constraint records_once,
	alter column enrollment_id drop not null,	-- members of groups have none
	add column session_id uuid,
	add column signature_id uuid;
create unique index record_of_session on attendance.records (session_id, student_id)
	where session_id is not null;
-- A day that no session was planned for can be marked, too (UEMS).
create unique index record_of_day on attendance.records (enrollment_id, date)
	where session_id is null;
create index records_of_student on attendance.records (student_id, date);
create index records_of_enrollment on attendance.records (enrollment_id, date);

create or replace view attendance_api.records as
select id, school_id, course_id, enrollment_id, student_id, date, status, session_id
  from attendance.records;

-- ---- One attempt to prove presence

-- Also what was refused is kept, with its reason (a slug) and its words.  The
-- session is no foreign key: one that does not exist was asked for, too.  A
-- teacher signs as well; then person_role is teacher.
create table attendance.signatures (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	session_id	uuid not null,
	person_id	uuid not null,
	person_role	text collate "C" not null default 'student'
			check (person_role in ('student', 'teacher')),
	method		text collate "C" not null check (method in
			('qr', 'nfc', 'flashlight', 'beacon', 'teacher', 'admin')),
	status		text collate "C" not null check (status in
			('pending', 'accepted', 'late', 'refused')),
	reason		text collate "C" check (reason ~ '^[a-z_]{1,40}$'),
	message		text check (length(message) <= 500),
	signed_at	timestamptz not null default now(),
	beacon_id	uuid,
	classroom_id	uuid,
	device_id	uuid,
	proof		jsonb,		-- what was checked, without any secret
	decided_by	uuid,
	decided_at	timestamptz,
	notes		text check (length(notes) <= 2000),
	request_id	text,
	version		int not null default 1,
	check ((status = 'refused') = (reason is not null))
);
create unique index signature_once on attendance.signatures (session_id, person_id)
	where status <> 'refused';
create index signatures_of_session on attendance.signatures (session_id, signed_at);
create index signatures_of_person on attendance.signatures (person_id, signed_at);
create index signatures_of_school on attendance.signatures (school_id, signed_at, id);

-- What the codes of a session are made with: it never leaves the server.
create table attendance.secrets (
	session_id	uuid primary key,
	secret		bytea not null default sha256(uuid_send(gen_random_uuid())
			    || uuid_send(gen_random_uuid())),
	nfc_nonce	bytea
);

grant select, insert, update on attendance.signatures, attendance.secrets
    to lyceum_beacon;

commit;
