-- session_revoke(id uuid, me uuid) exec
update identity.sessions set revoked_at = now()
 where id = :id and user_id = :me and revoked_at is null
