-- user_password(id uuid, school_id uuid, me uuid, password_hash text) exec
-- A new password for somebody else; one's own is changed by proving the old.
update identity.users set password_hash = :password_hash, updated_at = now()
 where id = :id and school_id = :school_id and id <> :me
