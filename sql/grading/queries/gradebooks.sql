-- gradebooks(school_id uuid, me uuid, my_role text, limit bigint, after_key text,
--	after_id uuid) many
-- The gradebooks that somebody keeps, or may look into; the newest term first.
with c as materialized (
	select c.id, c.code, c.name, c.semester, c.year, c.enrolled_count,
	       lpad((999999 - c.year * 3 - case c.semester when 'spring' then 0
		when 'summer' then 1 else 2 end)::text, 6, '0') || c.code as key
	  from academics_api.courses c
	 cross join lateral grading.sees_book(c.id, :me, :my_role)
	 where c.school_id = :school_id and c.is_active
), page as materialized (
	select c.* from c
	 where (c.key, c.id) > (coalesce(:after_key::text, ''),
		coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
	 order by c.key, c.id limit :limit::bigint
)
select p.id, p.id as course_id, p.code, p.name, p.semester, p.year,
       p.enrolled_count as students,
       (select count(*) from grading.grades g where g.course_id = p.id) as graded,
       (select count(*) from grading.assignments a where a.course_id = p.id)
	as assignments,
       p.key as _key
  from page p order by p.key, p.id
