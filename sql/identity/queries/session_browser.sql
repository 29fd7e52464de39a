-- session_browser(user_id uuid, hash text, csrf_key text, user_agent text,
--	remote_addr text) one
insert into identity.sessions (user_id, school_id, kind, secret_sha256, csrf_key,
    user_agent, remote_addr)
select u.id, u.school_id, 'browser', decode(:hash, 'hex'), decode(:csrf_key, 'hex'),
       coalesce(:user_agent, ''), coalesce(:remote_addr, '')
  from identity.users u where u.id = :user_id and u.is_active
returning id, created_at, expires_at
