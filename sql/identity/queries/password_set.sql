-- password_set(me uuid, password_hash text, my_session uuid) exec
-- Every other sign-in of this person ends.
with others as (
	update identity.sessions s set revoked_at = now()
	 where s.user_id = :me and s.revoked_at is null
	   and s.id is distinct from :my_session
)
update identity.users set password_hash = :password_hash, updated_at = now()
 where id = :me and is_active
