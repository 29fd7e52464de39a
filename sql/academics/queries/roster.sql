-- roster(id uuid, school_id uuid, me uuid, my_role text, limit bigint,
--	after_key text, after_id uuid) many
-- Who is enrolled, by name, then the waitlist in its order.
with r as materialized (
	select e.id, e.student_id, p.full_name, p.student_number, m.email, e.status,
	       case when e.status = 'waitlisted' then rank() over (
		   partition by e.status order by e.waitlist_place) end
		   as waitlist_position,
	       e.enrolled_at, e.waitlisted_at, e.grade_final,
	       case e.status when 'waitlisted' then '2' || lpad(e.waitlist_place::text, 9, '0')
		   when 'pending' then '3' else '1' || p.full_name end as key
	  from academics.courses c
	  join academics.enrollments e on e.course_id = c.id and e.status <> 'dropped'
	  join identity_api.people p on p.id = e.student_id
	  join identity_api.contacts m on m.id = e.student_id
	 where c.id = :id and c.school_id = :school_id
	   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	       and exists (select from academics.course_teachers t
		where t.course_id = c.id and t.teacher_id = :me)))
)
select r.id, r.student_id, r.full_name, r.student_number, r.email, r.status,
       r.waitlist_position, r.enrolled_at, r.waitlisted_at, r.grade_final,
       r.key as _key
  from r
 where (r.key, r.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by r.key, r.id limit :limit::bigint
