-- session_api(user_id uuid, password_hash text, refresh_hash text, lifetime int,
--	user_agent text, remote_addr text) one
-- lifetime: seconds that a refresh token lives; the family ends after 90 days.
-- No row when the password that was proven is no longer the account's: the
-- lock makes whoever changes it wait for us, or us for them.
with s as (
	insert into identity.sessions (user_id, school_id, kind, user_agent,
	    remote_addr, idle_expires_at, expires_at)
	select u.id, u.school_id, 'api', coalesce(:user_agent, ''),
	       coalesce(:remote_addr, ''), now() + interval '90 days',
	       now() + interval '90 days'
	  from identity.users u
	 where u.id = :user_id and u.is_active
	   and u.password_hash = :password_hash
	   for share of u
	returning id, created_at, expires_at
), t as (
	insert into identity.refresh_tokens (hash, session_id, expires_at)
	select decode(:refresh_hash, 'hex'), s.id, now() + make_interval(secs => :lifetime)
	  from s
)
select s.id, s.created_at, s.expires_at from s
