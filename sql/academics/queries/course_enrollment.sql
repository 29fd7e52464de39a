-- course_enrollment(id uuid, me uuid) one
-- The reader's own place in a course, unless given up.
select e.id, e.status, e.enrolled_at, e.waitlisted_at,
       case when e.status = 'waitlisted' then academics.waitlist_position(
	e.course_id, e.waitlist_place) end as waitlist_position,
       h.id as hold_id, h.expires_at as held_until, h.total, h.currency
  from academics.enrollments e
  left join billing_api.holds h on h.enrollment_id = e.id and h.status = 'held'
 where e.course_id = :id and e.student_id = :me and e.status <> 'dropped'
