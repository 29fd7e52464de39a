-- enroll(id uuid, student_id uuid, student_number text, waitlist boolean, me uuid,
--	school_id uuid, my_role text) one
-- id is the course.  Nobody named: oneself.
select e.id, e.student_id, e.course_id, e.status, e.enrolled_at, e.waitlisted_at,
       e.waitlist_position, e.version
  from academics.enroll(coalesce(:student_id::uuid, case
	when :student_number::text is null then :me::uuid
	else (select p.id from identity_api.people p
	    where p.school_id = :school_id and p.role = 'student'
	      and p.student_number = :student_number::text) end),
    :id, :me, :school_id, :my_role, coalesce(:waitlist::boolean, true)) e
