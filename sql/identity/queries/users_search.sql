-- users_search(school_id uuid, q text, role text, active boolean, limit bigint,
--	after_key text, after_id uuid) many
with found as materialized (
	select u.id, u.full_name, u.email, u.role, u.admin_role, u.student_number,
	       u.department, u.is_active, u.created_at
	  from identity.users u
	 where u.search like platform.like_words(:q::text) and u.school_id = :school_id
	   and (:role::text is null or u.role = :role::text)
	   and (:active::boolean is null or u.is_active = :active::boolean)
)
select f.*, f.full_name as _key from found f
 where (f.full_name, f.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by f.full_name, f.id limit :limit::bigint
