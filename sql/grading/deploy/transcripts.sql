-- Deploy grading:transcripts
begin;

-- What was issued, as it was issued.  code is what a reader verifies it by.
create table grading.transcripts (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	student_id	uuid not null,
	code		text collate "C" not null unique check (code ~ '^[0-9A-HJKMNP-TV-Z]{16}$'),
	document	jsonb not null,
	sha256		bytea not null check (length(sha256) = 32),
	issued_at	timestamptz not null default now(),
	issued_by	uuid not null,
	revoked_at	timestamptz,
	revoked_by	uuid,
	revoked_reason	text check (length(revoked_reason) between 1 and 1000),
	version		int not null default 1,
	check ((revoked_at is null) = (revoked_reason is null))
);
create index transcripts_of_student on grading.transcripts (student_id, id);

-- A document is never changed; it can only be revoked.
create function grading.keep_transcript() returns trigger
language plpgsql set search_path = '' as $$
begin
	if tg_op = 'DELETE' or (new.id, new.school_id, new.student_id, new.code,
	    new.document, new.sha256, new.issued_at, new.issued_by)
	    is distinct from (old.id, old.school_id, old.student_id, old.code,
	    old.document, old.sha256, old.issued_at, old.issued_by)
	    or old.revoked_at is not null then
		raise exception 'transcripts are kept as they were issued';
	end if;
	return new;
end
$$;
create trigger keep before update or delete on grading.transcripts
	for each row execute function grading.keep_transcript();

-- With what a school signs credentials: ES256.  The last one signs, all are
-- published.
create table grading.signing_keys (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	kid		text collate "C" not null unique check (kid ~ '^[A-Za-z0-9_-]{1,32}$'),
	private_key	text not null,
	public_jwk	jsonb not null,
	created_at	timestamptz not null default now()
);
create index signing_keys_of_school on grading.signing_keys (school_id, id);

grant select, insert on grading.signing_keys to lyceum_grades;
grant select, insert on grading.transcripts to lyceum_grades;
grant update (revoked_at, revoked_by, revoked_reason, version) on grading.transcripts
    to lyceum_grades;

commit;
