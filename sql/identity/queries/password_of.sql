-- password_of(me uuid) one
select u.id, u.email, u.full_name, u.password_hash
  from identity.users u where u.id = :me and u.is_active
