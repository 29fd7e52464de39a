-- Deploy platform:idempotency
begin;

-- The answer to a request that carried an Idempotency-Key, written in the
-- transaction of its effect: both are there or neither.  status is null while
-- the first one is being worked on; a second one then waits for the row.
-- principal is the caller's id, or a hash of the address of one who is not
-- signed in.
create table platform.idempotency (
	principal	text not null,
	key		text not null,
	route		text not null,
	request_sha256	bytea not null,
	status		smallint,
	headers		text not null default '',
	response	bytea,
	created_at	timestamptz not null default now(),
	primary key (principal, key)
) with (fillfactor = 70);
create index idempotency_age on platform.idempotency using brin (created_at);

grant select, insert (principal, key, route, request_sha256),
    update (status, headers, response)
    on platform.idempotency to lyceum_auth, lyceum_courses, lyceum_grades,
    lyceum_beacon, lyceum_payments;

-- Keys are kept for 72 hours, delivered events for 30 days.
create function platform.prune() returns bigint
language plpgsql set search_path = '' as $$
declare
	n bigint;
	m bigint;
begin
	delete from platform.idempotency where created_at < now() - interval '72 hours';
	get diagnostics n = row_count;
	delete from platform.outbox where delivered_at < now() - interval '30 days';
	get diagnostics m = row_count;
	return n + m;
end
$$;

commit;
