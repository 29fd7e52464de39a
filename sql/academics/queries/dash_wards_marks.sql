-- dash_wards_marks(me uuid, school_id uuid) many
-- All that was graded in the courses of wards.
select m.enrollment_id, m.assignment_id, m.max_score, m.weight, m.category_id,
       m.is_extra, m.late_per_day, m.late_max, m.curve, m.curve_value, m.score,
       m.state, m.days_late
  from identity_api.wards w
  join academics.enrollments e on e.student_id = w.student_id
   and e.school_id = :school_id and e.status in ('enrolled', 'completed')
  join grading_api.marks m on m.enrollment_id = e.id
 where w.parent_id = :me
 order by m.enrollment_id, m.position, m.assignment_name
