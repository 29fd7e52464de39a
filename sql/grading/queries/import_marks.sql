-- import_marks(course_id uuid) many
-- Only beside import_head or export_head, unsorted.
select g.enrollment_id, g.assignment_name, trim_scale(g.score) as score, g.state,
       g.days_late, g.comments, g.version
  from grading.grades g
 where g.course_id = :course_id
