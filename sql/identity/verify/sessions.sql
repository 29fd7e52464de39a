-- Verify identity:sessions
begin;
do $$
declare
	who uuid;
	family uuid;
	x record;
	n int := 0;
	h bytea[] := array(select sha256(i::text::bytea) from generate_series(1, 6) i);
begin
	insert into identity.users (school_id, email, role, full_name)
	values (platform.uuid7(), 'verify@sessions.example', 'student', 'V')
	returning id into who;
	insert into identity.sessions (user_id, school_id, kind, expires_at)
	values (who, platform.uuid7(), 'api', now() + interval '7 days')
	returning id into family;
	insert into identity.refresh_tokens (hash, session_id, expires_at)
	values (h[1], family, now() + interval '7 days');

	assert (identity.refresh(h[1], h[2], now() + interval '7 days')).outcome = 'ok', 'first use';
	assert (identity.refresh(h[1], h[3], now() + interval '7 days')).outcome = 'ok', 'grace';
	assert (identity.refresh(h[3], h[4], now() + interval '7 days')).outcome = 'ok', 'second use';
	assert (identity.refresh(h[1], h[5], now() + interval '7 days')).outcome = 'reused', 'reuse';
	assert exists (select from identity.sessions s
	    where s.id = family and s.revoked_at is not null), 'the family lives';
	assert exists (select from identity.revocations r where r.session_id = family), 'unheard of';
	assert (identity.refresh(h[4], h[6], now() + interval '7 days')).outcome = 'expired', 'after revocation';

	for i in 1 .. 12 loop
		select * into x from identity.guess('account:verify');
		if x.allowed then n := n + 1; end if;
	end loop;
	assert n = 10 and x.retry_after between 890 and 900, n || ' guesses';
	perform identity.forget('account:verify');
	assert (identity.guess('account:verify')).allowed, 'not forgotten';
end
$$;
select 'identity.prune()'::regprocedure, 'identity.sign_out()'::regprocedure,
       'identity.refresh_tokens_family'::regclass,
       'identity.revocations_at'::regclass, 'identity.sessions_age'::regclass,
       'identity.sessions_of_user'::regclass
 where false;
do $$
begin
	assert (select count(*) = 1 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('identity.users'::regclass, 'sign_out')));
end
$$;
rollback;
