-- user_create(school_id uuid, me uuid, email text, full_name text, role text,
--	admin_role text, student_number text, department text,
--	password_hash text) one
with u as (
	insert into identity.users (school_id, email, full_name, role, admin_role,
	    student_number, department, password_hash)
	values (:school_id, btrim(:email), btrim(:full_name), coalesce(:role, 'student'),
	    nullif(:admin_role::text, ''), nullif(btrim(:student_number), ''),
	    nullif(btrim(:department), ''), :password_hash)
	returning id, school_id, email, full_name, role, admin_role, student_number,
	    department, is_active, created_at, updated_at, version
), e as (
	insert into platform.outbox (school_id, type, object_id, payload)
	select school_id, 'UserCreated', id,
	       jsonb_build_object('role', role, 'actor', :me::uuid) from u
)
select u.id, u.full_name, u.email, u.role, u.admin_role, u.student_number,
       u.department, u.is_active, u.created_at, u.updated_at, u.version from u
