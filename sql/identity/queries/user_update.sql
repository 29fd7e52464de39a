-- user_update(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	email text, full_name text, role text, admin_role text,
--	student_number text, department text, is_active boolean) one
-- Administrators change everything but their own role and activity; others
-- their own name.  An empty text takes a value away.
update identity.users u
   set email = coalesce(btrim(:email), u.email),
       full_name = coalesce(btrim(:full_name), u.full_name),
       role = coalesce(:role::text, u.role),
       admin_role = case when coalesce(:role::text, u.role) <> 'admin' then null
	   else nullif(coalesce(:admin_role::text, u.admin_role), '') end,
       student_number = nullif(btrim(coalesce(:student_number, u.student_number)), ''),
       department = nullif(btrim(coalesce(:department, u.department)), ''),
       is_active = coalesce(:is_active::boolean, u.is_active),
       updated_at = now(), version = u.version + 1
 where u.id = :id and u.school_id = :school_id
   and (:my_role::text = 'admin' or u.id = :me)
   and (:if_match::int is null or u.version = :if_match::int)
   and case
	when :my_role::text <> 'admin'
	    and (coalesce(btrim(:email), u.email) <> u.email
		or coalesce(:role::text, u.role) <> u.role
		or coalesce(:admin_role::text, u.admin_role, '')
		    <> coalesce(u.admin_role, '')
		or coalesce(btrim(:student_number), u.student_number, '')
		    <> coalesce(u.student_number, '')
		or coalesce(btrim(:department), u.department, '')
		    <> coalesce(u.department, '')
		or coalesce(:is_active::boolean, u.is_active) <> u.is_active)
	then platform.fail('forbidden',
	    'You can change your name; the rest is for an administrator.')
	when u.id = :me and (coalesce(:role::text, u.role) <> u.role
		or not coalesce(:is_active::boolean, u.is_active))
	then platform.fail('self_lockout',
	    'Another administrator can change your role or deactivate you.')
	else true end
returning u.id, u.full_name, u.email, u.role, u.admin_role, u.student_number,
    u.department, u.is_active, u.created_at, u.updated_at, u.version,
    u.id = :me as is_self
