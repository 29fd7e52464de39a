-- enrollments(school_id uuid, me uuid, my_role text, course_id uuid,
--	student_id uuid, status text, limit bigint, after_id uuid) many
-- As far as the reader may see them, in the order in which they were made.  Of
-- these ways to the rows one is taken, the others' conditions are false.
with way as (
	select e.* from academics.enrollments e
	 where :course_id::uuid is not null and e.course_id = :course_id::uuid
	union all
	select e.* from academics.enrollments e
	 where :course_id::uuid is null
	   and (:student_id::uuid is not null or :my_role::text = 'student')
	   and e.student_id = coalesce(:student_id::uuid, :me)
	union all
	select e.* from academics.course_teachers t
	  join academics.enrollments e on e.course_id = t.course_id
	 where :course_id::uuid is null and :student_id::uuid is null
	   and :my_role::text = 'teacher' and t.teacher_id = :me
	union all
	select e.* from identity_api.wards w
	  join academics.enrollments e on e.student_id = w.student_id
	 where :course_id::uuid is null and :student_id::uuid is null
	   and :my_role::text = 'parent' and w.parent_id = :me
	union all
	(select e.* from academics.enrollments e
	 where :course_id::uuid is null and :student_id::uuid is null
	   and :my_role::text in ('admin', 'dev') and e.school_id = :school_id
	   and (:status::text is null or e.status = :status::text)
	   and e.id > coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000')
	 order by e.id limit :limit::bigint)
), page as materialized (
	select e.* from way e
	 where e.school_id = :school_id
	   and (:status::text is null or e.status = :status::text)
	   and (:student_id::uuid is null or e.student_id = :student_id::uuid)
	   and (:my_role::text in ('admin', 'dev') or e.student_id = :me
		or (:my_role::text = 'teacher' and exists (
		    select from academics.course_teachers t
		     where t.course_id = e.course_id and t.teacher_id = :me))
		or (:my_role::text = 'parent' and exists (
		    select from identity_api.wards w
		     where w.parent_id = :me and w.student_id = e.student_id)))
	   and e.id > coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000')
	 order by e.id limit :limit::bigint
)
select e.id, e.student_id, s.full_name as student_name, e.course_id,
       c.code as course_code, c.name as course_name, c.teacher_id,
       p.full_name as teacher_name, c.meets, c.room, c.credits, c.semester,
       c.year, e.status,
       case when e.status = 'waitlisted' then academics.waitlist_position(
	e.course_id, e.waitlist_place) end as waitlist_position,
       e.enrolled_at, e.waitlisted_at, e.dropped_at, e.grade_final, e.version,
       hashtext(c.code) & 7 as hue, e.id::text as _key
  from page e
  join academics.courses c on c.id = e.course_id
  join identity_api.people s on s.id = e.student_id
  left join identity_api.people p on p.id = c.teacher_id
 order by e.id
