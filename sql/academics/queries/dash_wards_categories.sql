-- dash_wards_categories(me uuid, school_id uuid) many
select e.id as enrollment_id, k.id, k.weight, k.drop_lowest, k.is_extra
  from identity_api.wards w
  join academics.enrollments e on e.student_id = w.student_id
   and e.school_id = :school_id and e.status in ('enrolled', 'completed')
  join grading_api.categories k on k.course_id = e.course_id
 where w.parent_id = :me
 order by e.id, k.position, k.name, k.id
