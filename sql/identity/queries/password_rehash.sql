-- password_rehash(user_id uuid, old_hash text, new_hash text) exec
update identity.users set password_hash = :new_hash
 where id = :user_id and password_hash = :old_hash
