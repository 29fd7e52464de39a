-- gradebook_roster(course_id uuid) many
-- Only beside gradebook_head, which says whether it may be shown.  Unsorted:
-- whoever merges it with the marks sorts.
select e.id, e.student_id, p.full_name, p.student_number, e.grade_final as final
  from academics_api.enrollments e
  join identity_api.people p on p.id = e.student_id
 where e.course_id = :course_id and e.status in ('enrolled', 'completed')
