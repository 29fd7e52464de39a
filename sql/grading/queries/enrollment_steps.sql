-- enrollment_steps(enrollment_id uuid) many
-- The scale of an enrollment's course.
select s.at_least, s.letter, s.points
  from academics_api.enrollments e
  join grading.rules_of_courses r on r.course_id = e.course_id
  join grading.scale_steps s on s.scale_id = r.scale_id
 where e.id = :enrollment_id
