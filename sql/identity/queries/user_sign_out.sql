-- user_sign_out(id uuid, school_id uuid) exec
update identity.sessions set revoked_at = now()
 where user_id = :id and school_id = :school_id and revoked_at is null
