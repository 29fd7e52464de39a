-- user_get(id uuid, school_id uuid, me uuid, my_role text) one
select u.id, u.full_name, u.email, u.role, u.admin_role, u.student_number,
       u.department, u.is_active, u.created_at, u.updated_at, u.version,
       u.id = :me as is_self, u.role = 'student' as is_learner,
       (u.id = :me or :my_role::text = 'admin') and exists (
	select from identity.role_permissions p
	 where p.school_id = :school_id and p.role = :my_role
	   and p.permission = 'users.update') as can_edit
  from identity.users u
 where u.id = :id and u.school_id = :school_id
   and (u.id = :me or :my_role::text in ('admin', 'dev')
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = u.id))
	or (:my_role::text = 'teacher' and exists (
	    select from academics_api.teacher_students t
	     where t.teacher_id = :me and t.student_id = u.id)))
