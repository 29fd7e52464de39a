-- enroll(id uuid, student_id uuid, student_number text, waitlist boolean, me uuid,
--	school_id uuid, my_role text) one
-- id is the course.  Nobody named: oneself.
select e.id, e.student_id, e.course_id, e.status, e.enrolled_at, e.waitlisted_at,
       e.waitlist_position, e.version
  from academics.enroll(coalesce(:student_id::uuid, case
	when :student_number::text is null then :me::uuid
	else academics.student_numbered(:student_number::text, :school_id) end),
    :id, :me, :school_id, :my_role, coalesce(:waitlist::boolean, true)) e
