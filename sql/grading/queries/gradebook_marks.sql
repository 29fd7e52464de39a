-- gradebook_marks(course_id uuid) many
-- As the roster: only beside gradebook_head, unsorted.  Grades of students who
-- have dropped the course are here and not in the roster.
select g.enrollment_id, g.assignment_name, g.id, g.score, g.version, g.state,
       g.days_late
  from grading.grades g
 where g.course_id = :course_id
