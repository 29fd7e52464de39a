-- gradebook_marks(course_id uuid) many
-- As the roster: only beside gradebook_head, unsorted.  Grades of students who
-- have dropped the course are here and not in the roster.  What is as usual is
-- not sent.
select g.enrollment_id, g.assignment_name, g.id, g.score, g.version,
       nullif(g.state, 'graded') as state, nullif(g.days_late, 0) as days_late
  from grading.grades g
 where g.course_id = :course_id
