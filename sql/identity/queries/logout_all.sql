-- logout_all(me uuid) exec
update identity.sessions set revoked_at = now()
 where user_id = :me and revoked_at is null
