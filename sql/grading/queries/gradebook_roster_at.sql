-- gradebook_roster_at(course_id uuid, as_of text) many
-- As gradebook_roster, at that time, of those who have stayed.
select e.id, e.student_id, p.full_name, p.student_number,
       (f.value ->> 'final')::numeric as final, f.value ->> 'letter' as final_letter,
       coalesce((f.value ->> 'is_override')::boolean, false) as is_override
  from academics_api.enrollments e
  join identity_api.people p on p.id = e.student_id
  left join grading.policy_at(:course_id, 'final', grading.asked(:course_id, :as_of)) f
    on f.object_id = e.id
 where e.course_id = :course_id and e.status in ('enrolled', 'completed')
   and (e.enrolled_at is null or e.enrolled_at <= grading.asked(:course_id, :as_of))
