-- import_marks(course_id uuid) many
-- As gradebook_marks, with all that is said of a grade.
select g.enrollment_id, g.assignment_name, g.score, nullif(g.state, 'graded') as state,
       nullif(g.days_late, 0) as days_late, g.comments, g.version
  from grading.grades g
 where g.course_id = :course_id
