-- register(to_school uuid, email text, full_name text, password_hash text) one
with u as (
	insert into identity.users (school_id, email, full_name, password_hash, role)
	select s.id, btrim(:email), btrim(:full_name), :password_hash, 'student'
	  from academics_api.schools s where s.id = :to_school and s.self_registration
	returning id, school_id, email, full_name, role, is_active, created_at, version
), e as (
	insert into platform.outbox (school_id, type, object_id, payload)
	select school_id, 'UserCreated', id, jsonb_build_object('role', role,
	    'registered', true) from u
)
select id, school_id, email, full_name, role, is_active, created_at, version from u
