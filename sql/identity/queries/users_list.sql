-- users_list(school_id uuid, role text, active boolean, limit bigint,
--	after_key text, after_id uuid) many
select u.id, u.full_name, u.email, u.role, u.admin_role, u.student_number,
       u.department, u.is_active, u.created_at, u.full_name as _key
  from identity.users u
 where u.school_id = :school_id
   and (:role::text is null or u.role = :role::text)
   and (:active::boolean is null or u.is_active = :active::boolean)
   and (u.full_name, u.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by u.full_name, u.id limit :limit::bigint
