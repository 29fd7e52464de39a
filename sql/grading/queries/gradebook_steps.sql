-- gradebook_steps(course_id uuid) many
-- The scale that a course is graded by.
select s.at_least, s.letter, s.points
  from grading.rules_of_courses r
  join grading.scale_steps s on s.scale_id = r.scale_id
 where r.course_id = :course_id
