-- dash_wards_courses(me uuid, school_id uuid) many
-- The courses that the averages of wards are made of.
select e.id as enrollment_id, e.student_id as _student_id, c.credits as _credits,
       r.weigh_by as _weigh_by
  from identity_api.wards w
  join academics.enrollments e on e.student_id = w.student_id
   and e.school_id = :school_id and e.status in ('enrolled', 'completed')
  join academics.courses c on c.id = e.course_id
  join grading_api.rules_of_courses r on r.course_id = c.id
 where w.parent_id = :me
