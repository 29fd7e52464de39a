-- enrollment_marks(enrollment_id uuid) many
-- What the total of an enrollment is made of, for whoever may see it.
select r.weigh_by, a.id as assignment_id, a.max_score, a.weight, a.category_id,
       a.is_extra, a.late_per_day, a.late_max, a.curve, a.curve_value, g.score,
       g.state, g.days_late
  from grading.grades g
  join grading.assignments a on a.course_id = g.course_id
   and a.name = g.assignment_name
  join grading.rules_of_courses r on r.course_id = g.course_id
 where g.enrollment_id = :enrollment_id
 order by a.position, a.name
