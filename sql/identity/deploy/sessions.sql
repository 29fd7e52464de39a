-- Deploy identity:sessions
begin;

-- One sign-in: of a browser (an opaque cookie, of which only the SHA-256 is
-- here) or of an API client (a family of refresh tokens).
create table identity.sessions (
	id		uuid primary key default platform.uuid7(),
	user_id		uuid not null references identity.users,
	school_id	uuid not null,
	kind		text not null check (kind in ('browser', 'api')),
	secret_sha256	bytea unique check (length(secret_sha256) = 32),
	csrf_key	bytea,
	user_agent	text not null default '',
	remote_addr	text not null default '',
	created_at	timestamptz not null default now(),
	last_seen_at	timestamptz not null default now(),
	idle_expires_at	timestamptz not null default now() + interval '30 minutes',
	expires_at	timestamptz not null default now() + interval '12 hours',
	revoked_at	timestamptz,
	check ((kind = 'browser') = (secret_sha256 is not null and csrf_key is not null))
) with (fillfactor = 70);
create index sessions_of_user on identity.sessions (user_id)
    where revoked_at is null;
create index sessions_age on identity.sessions using brin (created_at);

create table identity.refresh_tokens (
	hash		bytea primary key check (length(hash) = 32),
	session_id	uuid not null references identity.sessions on delete cascade,
	issued_at	timestamptz not null default now(),
	expires_at	timestamptz not null,
	used_at		timestamptz,
	replaced_by	bytea
);
create index refresh_tokens_family on identity.refresh_tokens (session_id);

-- Every pool reads what was added since it last looked.
create table identity.revocations (
	session_id	uuid not null,
	at		timestamptz not null default clock_timestamp()
);
create index revocations_at on identity.revocations (at);

create function identity.note_revocation() returns trigger
language plpgsql set search_path = '' as $$
begin
	insert into identity.revocations (session_id) values (new.id);
	return null;
end
$$;
create trigger note_revocation after update of revoked_at on identity.sessions
	for each row when (old.revoked_at is null and new.revoked_at is not null)
	execute function identity.note_revocation();

-- Who is deactivated, or gets another role or school, is signed out.
create function identity.sign_out() returns trigger
language plpgsql set search_path = '' as $$
begin
	update identity.sessions set revoked_at = now()
	 where user_id = new.id and revoked_at is null;
	return null;
end
$$;
create trigger sign_out after update of is_active, role, school_id on identity.users
	for each row when (not new.is_active or new.role <> old.role
	    or new.school_id <> old.school_id)
	execute function identity.sign_out();

-- The newest guesses at each account (or from each address).
create table identity.guesses (
	subject		text primary key,
	at		timestamptz[] not null
) with (fillfactor = 70);

-- Counts a guess and says whether it may be made: at most `most` in any
-- `span`.  Call and commit before the password is looked at, so that guesses
-- made at once are counted too; forget() after the right one.
create function identity.guess(subject text, most int default 10,
    span interval default '15 minutes', out allowed boolean, out retry_after int)
language plpgsql as $$
declare
	recent timestamptz[];
	t timestamptz := clock_timestamp();
begin
	insert into identity.guesses as g (subject, at) values (guess.subject, '{}')
	    on conflict on constraint guesses_pkey do update set at = g.at
	    returning array(select x from unnest(g.at) x where x > t - span order by x)
	    into recent;
	allowed := cardinality(recent) < most;
	if allowed then
		recent := recent || t;
		retry_after := 0;
	else
		retry_after := ceil(extract(epoch from recent[1] + span - t));
	end if;
	update identity.guesses g set at = recent where g.subject = guess.subject;
end
$$;
create function identity.forget(subject text) returns void
language sql
begin atomic
	delete from identity.guesses g where g.subject = forget.subject;
end;

-- Uses a refresh token once: marks it, adds the next of its family.  outcome
-- is ok, unknown, expired, inactive, or reused; a token used again revokes
-- its family, except within ten seconds and while its successor is unused
-- (an answer that got lost, two tabs).  The caller must COMMIT in every case.
create function identity.refresh(old_hash bytea, new_hash bytea,
    new_expires_at timestamptz, out outcome text, out session_id uuid,
    out user_id uuid)
language plpgsql as $$
declare
	t record;
	s record;
begin
	select r.* into t from identity.refresh_tokens r where r.hash = old_hash;
	if not found then
		outcome := 'unknown';
		return;
	end if;
	-- The family is locked first; the token is read again behind the lock.
	select x.*, u.is_active into s
	  from identity.sessions x join identity.users u on u.id = x.user_id
	 where x.id = t.session_id for no key update of x;
	select r.*, exists (select from identity.refresh_tokens n
	    where n.hash = r.replaced_by and n.used_at is not null) as succeeded
	  into t from identity.refresh_tokens r where r.hash = old_hash;
	session_id := s.id;
	user_id := s.user_id;
	outcome := case
	    when s.revoked_at is not null or s.expires_at <= now()
		or t.expires_at <= now() then 'expired'
	    when not s.is_active then 'inactive'
	    when t.used_at < clock_timestamp() - interval '10 seconds'
		or t.succeeded then 'reused'
	    else 'ok' end;
	if outcome = 'reused' then
		update identity.sessions x set revoked_at = now() where x.id = s.id;
	elsif outcome = 'ok' then
		update identity.refresh_tokens r
		   set used_at = coalesce(r.used_at, clock_timestamp()),
		       replaced_by = new_hash
		 where r.hash = old_hash;
		insert into identity.refresh_tokens (hash, session_id, expires_at)
		values (new_hash, s.id, least(new_expires_at, s.expires_at));
		update identity.sessions x
		   set last_seen_at = now(), idle_expires_at = s.expires_at
		 where x.id = s.id;
	end if;
end
$$;

-- Access tokens live 15 minutes; a day is kept to look at.
create function identity.prune() returns bigint
language plpgsql set search_path = '' as $$
declare
	n bigint;
begin
	delete from identity.revocations where at < now() - interval '1 day';
	delete from identity.guesses g
	 where not exists (select from unnest(g.at) x where x > now() - interval '1 day');
	delete from identity.sessions
	 where created_at < now() - interval '7 days'
	   and (expires_at < now() - interval '7 days'
	       or revoked_at < now() - interval '7 days');
	get diagnostics n = row_count;
	return n;
end
$$;

grant select, insert, update on identity.sessions, identity.refresh_tokens
    to lyceum_auth;
grant select, insert on identity.revocations to lyceum_auth;
grant select, insert, update, delete on identity.guesses to lyceum_auth;
grant execute on function identity.guess(text, int, interval),
    identity.forget(text), identity.refresh(bytea, bytea, timestamptz)
    to lyceum_auth;

commit;
