-- sessions(me uuid, my_session uuid, limit bigint, after_key text, after_id uuid) many
-- Newest first: ids of version 7 grow with time.
select s.id, s.kind, s.user_agent, s.remote_addr, s.created_at, s.last_seen_at,
       s.expires_at, s.id = :my_session as current, s.id::text as _key
  from identity.sessions s
 where s.user_id = :me and s.revoked_at is null and s.expires_at > now()
   and s.idle_expires_at > now()
   and (:after_key::text is null
	or s.id < coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by s.id desc limit :limit::bigint
