-- student_grades(id uuid, school_id uuid, me uuid, my_role text) many
-- Every grade of a student that the reader may see, in the order of each
-- course's assignments.
select g.id, g.course_id, g.enrollment_id, a.id as assignment_id,
       g.assignment_name, g.assignment_type, g.score, g.state, g.days_late,
       g.max_score, g.weight, trim_scale(g.weight * 100) as weight_percent,
       a.category_id, k.name as category_name, a.is_extra, a.due_at,
       trim_scale(a.late_per_day) as late_per_day, trim_scale(a.late_max) as late_max,
       a.curve, a.curve_value, g.comments, g.graded_by,
       p.full_name as graded_by_name, g.graded_at, g.version
  from grading.grades g
  join grading.assignments a on a.course_id = g.course_id
   and a.name = g.assignment_name
  left join grading.categories k on k.id = a.category_id
  left join identity_api.people p on p.id = g.graded_by
 cross join lateral grading.sees_marks(g.course_id, g.student_id, :me, :my_role)
 where g.student_id = :id and g.school_id = :school_id
 order by g.course_id, a.position, a.name
