-- enrollment_categories(enrollment_id uuid) many
-- Of an enrollment's course, for whoever may see it.
select k.id, k.name, k.weight, trim_scale(k.weight * 100) as weight_percent,
       k.drop_lowest, k.is_extra, k.version
  from academics_api.enrollments e
  join grading.categories k on k.course_id = e.course_id
 where e.id = :enrollment_id
 order by k.position, k.name, k.id
