-- wards_categories(me uuid, school_id uuid) many
select g.id as enrollment_id, k.id, k.weight, k.drop_lowest, k.is_extra
  from identity_api.wards w
  join academics_api.enrollments g on g.student_id = w.student_id
   and g.school_id = :school_id and g.status in ('enrolled', 'completed')
  join grading.categories k on k.course_id = g.course_id
 where w.parent_id = :me
 order by g.id, k.position, k.name, k.id
