-- timetable_head(id uuid, school_id uuid, me uuid, my_role text, semester text,
--	year int) one
-- Whose timetable, and of which term: the one asked for, or the current one.
select p.id, p.full_name, p.id = :me as is_self,
       coalesce(:semester::text, k.semester) as semester,
       coalesce(:year::int, k.year) as year
  from identity_api.people p
  left join lateral academics.current_term(p.school_id) k on true
 where p.id = coalesce(:id::uuid, :me::uuid) and p.school_id = :school_id
   and (p.id = :me or :my_role::text in ('admin', 'dev')
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = p.id))
	or (:my_role::text = 'teacher' and exists (
	    select from academics.enrollments e
	      join academics.course_teachers t on t.course_id = e.course_id
	     where e.student_id = p.id and t.teacher_id = :me
	       and e.status in ('enrolled', 'waitlisted', 'completed'))))
