-- Deploy platform:audit
begin;

-- Who did what to which object.  Rows are added and read, never changed: the
-- triggers stop the owner too.
create table platform.audit (
	id		bigint generated always as identity primary key,
	at		timestamptz not null default now(),
	school_id	uuid,
	actor		uuid,
	action		text not null,
	object		text,
	request_id	text,
	remote_addr	text,
	detail		jsonb not null default '{}'
);
create index audit_age on platform.audit using brin (at);

create trigger append_only before update or delete on platform.audit
	for each row execute function platform.refuse();
create trigger append_only_truncate before truncate on platform.audit
	for each statement execute function platform.refuse();

grant insert (school_id, actor, action, object, request_id, remote_addr, detail)
    on platform.audit to lyceum_auth, lyceum_courses, lyceum_grades,
    lyceum_beacon, lyceum_payments;

commit;
