-- enrollment_get(id uuid, school_id uuid, me uuid, my_role text) one
select e.id, e.student_id, s.full_name as student_name, e.course_id,
       c.code as course_code, c.name as course_name, c.teacher_id,
       p.full_name as teacher_name, c.meets, c.room, c.credits, c.semester,
       c.year, e.status,
       case when e.status = 'waitlisted' then academics.waitlist_position(
	e.course_id, e.waitlist_place) end as waitlist_position,
       e.enrolled_at, e.waitlisted_at, e.dropped_at, e.grade_final, e.version,
       hashtext(c.code) & 7 as hue
  from academics.enrollments e
  join academics.courses c on c.id = e.course_id
  join identity_api.people s on s.id = e.student_id
  left join identity_api.people p on p.id = c.teacher_id
 where e.id = :id and e.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or e.student_id = :me
	or (:my_role::text = 'teacher' and exists (
	    select from academics.course_teachers t
	     where t.course_id = e.course_id and t.teacher_id = :me))
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = e.student_id)))
