-- password_of(me uuid) one
select u.id, u.school_id, u.role, u.admin_role, u.full_name, u.email,
       u.password_hash, u.is_active
  from identity.users u where u.id = :me and u.is_active
