-- users_search(school_id uuid, q text, role text, active boolean, limit bigint,
--	after_key text, after_id uuid) many
-- Three letters and more are looked up; fewer are in so many names that a walk
-- in their order soon finds a page.
with words as materialized (
	select platform.like_words(:q::text) as pattern,
	       length(btrim(:q::text)) < 3 as short
), found as materialized (
	select u.id, u.full_name, u.email, u.role, u.admin_role, u.student_number,
	       u.department, u.is_active, u.created_at
	  from identity.users u
	 where not (select w.short from words w)
	   and u.search like (select w.pattern from words w) and u.school_id = :school_id
	   and (:role::text is null or u.role = :role::text)
	   and (:active::boolean is null or u.is_active = :active::boolean)
	union all
	(select u.id, u.full_name, u.email, u.role, u.admin_role, u.student_number,
	       u.department, u.is_active, u.created_at
	  from identity.users u
	 where (select w.short from words w)
	   and u.search like (select w.pattern from words w) and u.school_id = :school_id
	   and (:role::text is null or u.role = :role::text)
	   and (:active::boolean is null or u.is_active = :active::boolean)
	   and (u.full_name, u.id) > (coalesce(:after_key::text, ''),
		coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
	 order by u.full_name, u.id limit :limit::bigint)
)
select f.*, f.full_name as _key from found f
 where (f.full_name, f.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by f.full_name, f.id limit :limit::bigint
