-- session_browser(user_id uuid, password_hash text, secret_hash text,
--	csrf_key text, user_agent text, remote_addr text) one
-- No row when the password that was proven is no longer the account's.
insert into identity.sessions (user_id, school_id, kind, secret_sha256, csrf_key,
    user_agent, remote_addr)
select u.id, u.school_id, 'browser', decode(:secret_hash, 'hex'),
       decode(:csrf_key, 'hex'), coalesce(:user_agent, ''), coalesce(:remote_addr, '')
  from identity.users u
 where u.id = :user_id and u.is_active and u.password_hash = :password_hash
   for share of u
returning id, created_at, expires_at
