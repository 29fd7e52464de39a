-- enrollment_sheet(enrollment_id uuid, school_id uuid, me uuid, my_role text) many
-- Every assignment of the course, graded or not.
select a.id as assignment_id, a.name as assignment_name, a.type as assignment_type,
       a.max_score, a.weight, trim_scale(a.weight * 100) as weight_percent,
       a.category_id, k.name as category_name, a.is_extra, a.due_at,
       trim_scale(a.late_per_day) as late_per_day, trim_scale(a.late_max) as late_max,
       a.curve, a.curve_value, x.id as grade_id, x.score as _score, x.state as _state,
       x.days_late as _days_late, x.comments, x.version, x.graded_at,
       b.full_name as graded_by_name
  from academics_api.enrollments g
  join grading.assignments a on a.course_id = g.course_id
  left join grading.categories k on k.id = a.category_id
  left join grading.grades x on x.enrollment_id = g.id and x.assignment_name = a.name
  left join identity_api.people b on b.id = x.graded_by
 cross join lateral grading.sees_marks(g.course_id, g.student_id, :me, :my_role)
 where g.id = :enrollment_id and g.school_id = :school_id
 order by a.position, a.name
