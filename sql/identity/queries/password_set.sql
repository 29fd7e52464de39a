-- password_set(me uuid, old_hash text, new_hash text) exec
-- The sessions are ended by the next statement: it sees those that were made
-- while this one waited for the row.
update identity.users set password_hash = :new_hash, updated_at = now()
 where id = :me and is_active and password_hash = :old_hash
