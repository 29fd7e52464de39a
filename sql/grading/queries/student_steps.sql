-- student_steps(id uuid, school_id uuid, me uuid, my_role text) many
-- The scales of a student's courses that the reader may see.
select g.id as enrollment_id, s.at_least, s.letter, s.points
  from academics_api.enrollments g
  join grading.rules_of_courses r on r.course_id = g.course_id
  join grading.scale_steps s on s.scale_id = r.scale_id
 cross join lateral grading.sees_marks(g.course_id, g.student_id, :me, :my_role)
 where g.student_id = :id and g.school_id = :school_id
   and g.status in ('enrolled', 'completed')
 order by g.course_id
