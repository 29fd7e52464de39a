-- enrollments_mine(school_id uuid, me uuid, status text, limit bigint,
--	after_key text, after_id uuid) many
-- The newest term first.
with mine as materialized (
	select e.*, lpad((999999 - academics.term_no(c.semester, c.year))::text, 6, '0')
	    || c.code as key
	  from academics.enrollments e join academics.courses c on c.id = e.course_id
	 where e.student_id = :me and e.school_id = :school_id
	   and (:status::text is null and e.status <> 'dropped'
		or e.status = :status::text)
)
select e.id, e.student_id, s.full_name as student_name, e.course_id,
       c.code as course_code, c.name as course_name, c.teacher_id,
       p.full_name as teacher_name, c.meets, c.room, c.credits, c.semester,
       c.year, e.status,
       case when e.status = 'waitlisted' then academics.waitlist_position(
	e.course_id, e.waitlist_place) end as waitlist_position,
       e.enrolled_at, e.waitlisted_at, e.dropped_at, e.grade_final, e.version,
       hashtext(c.code) & 7 as hue, e.key as _key
  from mine e
  join academics.courses c on c.id = e.course_id
  join identity_api.people s on s.id = e.student_id
  left join identity_api.people p on p.id = c.teacher_id
 where (e.key, e.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by e.key, e.id limit :limit::bigint
