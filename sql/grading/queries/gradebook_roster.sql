-- gradebook_roster(course_id uuid) many
-- Only beside gradebook_head, which says whether it may be shown.  Unsorted:
-- whoever merges it with the marks sorts.
select e.id, e.student_id, p.full_name, p.student_number, e.grade_final as final,
       f.letter as final_letter, coalesce(f.is_override, false) as is_override
  from academics_api.enrollments e
  join identity_api.people p on p.id = e.student_id
  left join grading.finals f on f.enrollment_id = e.id and f.course_id = :course_id
 where e.course_id = :course_id and e.status in ('enrolled', 'completed')
