-- school_update(id uuid, school_id uuid, if_match int, name text, timezone text,
--	self_registration boolean) one
-- The time zone is checked where it is written.
with s as (
	update academics.schools s
	   set name = coalesce(btrim(:name), s.name),
	       timezone = coalesce(:timezone, s.timezone),
	       self_registration = coalesce(:self_registration::boolean,
		   s.self_registration),
	       updated_at = now(), version = s.version + 1
	 where s.id = :id and s.id = :school_id
	   and (:if_match::int is null or s.version = :if_match::int)
	   and (coalesce(:name::text, 'as it is') <> ''
		or platform.fail('invalid', 'is required', 'name'))
	returning *
)
select s.id, s.code, s.name, s.timezone, s.self_registration,
       t.semester as current_semester, t.year as current_year, s.created_at,
       s.updated_at, s.version
  from s left join lateral academics.current_term(s.id) t on true
