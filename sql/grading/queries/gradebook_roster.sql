-- gradebook_roster(course_id uuid, school_id uuid, me uuid, my_role text) many
-- Unsorted: whoever merges it with the marks sorts.
select e.student_id, p.full_name, p.student_number, e.id as enrollment_id,
       e.grade_final as final
  from academics_api.enrollments e
  join identity_api.people p on p.id = e.student_id
 where e.course_id = :course_id and e.school_id = :school_id
   and e.status in ('enrolled', 'completed')
   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	and exists (select from academics_api.course_teachers t
	    where t.course_id = :course_id and t.teacher_id = :me)))
