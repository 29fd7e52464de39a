-- login_person(email text) one
select u.id, u.school_id, u.role, u.admin_role, u.full_name, u.email,
       u.password_hash, u.is_active
  from identity.users u where lower(u.email) = lower(:email)
