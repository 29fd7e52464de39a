-- person_head(id uuid, school_id uuid, me uuid, my_role text) one
-- Whose page it is, if the reader may look at that person at all.
select p.id, p.full_name, p.student_number, p.role, p.id = :me as is_self
  from identity_api.people p
 where p.id = :id and p.school_id = :school_id
   and (p.id = :me or :my_role::text in ('admin', 'dev')
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = p.id))
	or (:my_role::text = 'teacher' and exists (
	    select from academics.enrollments e
	      join academics.course_teachers t on t.course_id = e.course_id
	     where e.student_id = p.id and t.teacher_id = :me
	       and e.status in ('enrolled', 'waitlisted', 'completed'))))
