-- Deploy platform:outbox
begin;

-- Events, written in the transaction that makes them true and delivered at
-- least once afterwards.  An id says nothing about the order of commits:
-- whoever reads takes undelivered rows, never "greater than the last".
create table platform.outbox (
	id		bigint generated always as identity primary key,
	school_id	uuid not null,
	type		text not null,
	object_id	uuid not null,
	payload		jsonb not null default '{}',
	at		timestamptz not null default now(),
	delivered_at	timestamptz,
	tries		smallint not null default 0
);
create index outbox_waiting on platform.outbox (id) where delivered_at is null;

grant insert (school_id, type, object_id, payload) on platform.outbox
    to lyceum_auth, lyceum_courses, lyceum_grades, lyceum_beacon,
    lyceum_payments;

commit;
