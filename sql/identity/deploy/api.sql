-- Deploy identity:api
begin;

create schema identity_api;
grant usage on schema identity_api to lyceum_auth, lyceum_courses,
    lyceum_grades, lyceum_beacon, lyceum_payments;

-- People without their addresses; and, apart, the addresses.
create view identity_api.people as
select id, school_id, full_name, role, is_active, student_number, department,
       created_at
  from identity.users;
create view identity_api.contacts as
select id, school_id, email from identity.users;

create view identity_api.wards as
select r.person_id as parent_id, r.relative_id as student_id
  from identity.relations r where r.kind = 'parent';

-- Numbers for the administrator's first page.
create view identity_api.numbers as
select u.school_id, u.role, count(*) as active
  from identity.users u where u.is_active group by u.school_id, u.role;
create view identity_api.signed_in as
select s.school_id, count(*) as sessions, count(distinct s.user_id) as people
  from identity.sessions s
 where s.revoked_at is null and s.expires_at > now() and s.idle_expires_at > now()
 group by s.school_id;

-- What every role of every school may do; a role without permissions has a
-- row too.
create view identity_api.role_matrix as
select v.school_id, r.role, v.version,
       array(select p.permission from identity.role_permissions p
	      where p.school_id = v.school_id and p.role = r.role
	      order by p.permission) as permissions
  from identity.role_versions v
 cross join (values ('student'), ('teacher'), ('admin'), ('dev'), ('parent')) r (role);

-- The session behind a browser's cookie, with its person and school; no row
-- when it has ended.  Notes at most once a minute that it was seen.
-- academics_api.schools is made by a later project: the body is bound when it
-- is first called.
create function identity_api.session_by_hash(secret_sha256 bytea)
returns table (session_id uuid, user_id uuid, school_id uuid, role text,
    admin_role text, full_name text, email text, csrf_key bytea,
    created_at timestamptz, expires_at timestamptz, school_code text,
    school_name text, school_timezone text)
language plpgsql volatile security definer rows 1
set search_path = '' set plan_cache_mode = force_generic_plan as $$
declare
	seen timestamptz;
begin
	select s.id, s.user_id, s.school_id, u.role, u.admin_role, u.full_name,
	       u.email, s.csrf_key, s.created_at, s.expires_at, c.code, c.name,
	       c.timezone, s.last_seen_at
	  into session_id, user_id, school_id, role, admin_role, full_name,
	       email, csrf_key, created_at, expires_at, school_code, school_name,
	       school_timezone, seen
	  from identity.sessions s
	  join identity.users u on u.id = s.user_id
	  left join academics_api.schools c on c.id = s.school_id
	 where s.secret_sha256 = session_by_hash.secret_sha256
	   and s.revoked_at is null and s.expires_at > now()
	   and s.idle_expires_at > now() and u.is_active;
	if not found then
		return;
	end if;
	if seen < now() - interval '1 minute' then
		-- Whoever else is noting it does so for us.
		update identity.sessions s
		   set last_seen_at = now(),
		       idle_expires_at = now() + (s.idle_expires_at - s.last_seen_at)
		 where s.id = (select x.id from identity.sessions x
			where x.id = session_by_hash.session_id
			for no key update skip locked);
	end if;
	return next;
end
$$;

-- Sessions revoked since an instant, with enough overlap that one whose
-- transaction was slow to commit is not missed.
create function identity_api.revoked_since(since timestamptz)
returns table (session_id uuid, at timestamptz)
language sql stable security definer rows 10
begin atomic
	select r.session_id, r.at from identity.revocations r
	 where r.at > since - interval '15 seconds' order by r.at;
end;

-- A school that was just made gets the matrix that every school begins with.
create function identity_api.init_school(school_id uuid) returns void
language sql security definer
begin atomic
	insert into identity.role_permissions
	select init_school.school_id, d.role, d.permission
	  from identity.default_permissions d
	on conflict do nothing;
	insert into identity.role_versions (school_id)
	values (init_school.school_id) on conflict do nothing;
end;

grant select on identity_api.people, identity_api.wards, identity_api.role_matrix
    to lyceum_auth, lyceum_courses, lyceum_grades, lyceum_beacon,
    lyceum_payments;
grant select on identity_api.contacts to lyceum_courses, lyceum_grades;
grant select on identity_api.numbers, identity_api.signed_in
    to lyceum_auth, lyceum_courses;
grant execute on function identity_api.session_by_hash(bytea),
    identity_api.revoked_since(timestamptz)
    to lyceum_auth, lyceum_courses, lyceum_grades, lyceum_beacon,
    lyceum_payments;

commit;
