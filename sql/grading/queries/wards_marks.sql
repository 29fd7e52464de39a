-- wards_marks(me uuid, school_id uuid) many
-- All that was graded in the courses of wards.
select x.enrollment_id, a.id as assignment_id, a.max_score, a.weight,
       a.category_id, a.is_extra, a.late_per_day, a.late_max, a.curve,
       a.curve_value, x.score, x.state, x.days_late
  from identity_api.wards w
  join academics_api.enrollments g on g.student_id = w.student_id
   and g.school_id = :school_id and g.status in ('enrolled', 'completed')
  join grading.grades x on x.enrollment_id = g.id
  join grading.assignments a on a.course_id = x.course_id
   and a.name = x.assignment_name
 where w.parent_id = :me
 order by x.enrollment_id, a.position, a.name
