-- wards_courses(me uuid, school_id uuid) many
-- The courses that the averages of wards are made of.
select g.id as enrollment_id, g.student_id as _student_id, c.credits as _credits,
       r.weigh_by as _weigh_by
  from identity_api.wards w
  join academics_api.enrollments g on g.student_id = w.student_id
   and g.school_id = :school_id and g.status in ('enrolled', 'completed')
  join academics_api.courses c on c.id = g.course_id
  join grading.rules_of_courses r on r.course_id = c.id
 where w.parent_id = :me
