-- me(me uuid, school_id uuid) one
select u.id, u.school_id, u.email, u.full_name, u.role, u.admin_role,
       u.student_number, u.department, u.is_active, u.created_at, u.version
  from identity.users u where u.id = :me and u.school_id = :school_id
