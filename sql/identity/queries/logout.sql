-- logout(my_session uuid) exec
update identity.sessions set revoked_at = now()
 where id = :my_session and revoked_at is null
