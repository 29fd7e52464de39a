-- gradebook_categories(course_id uuid) many
-- Only beside what says whether the course may be shown.
select k.id, k.name, k.weight, trim_scale(k.weight * 100) as weight_percent,
       k.drop_lowest, k.is_extra, k.version
  from grading.categories k
 where k.course_id = :course_id
 order by k.position, k.name, k.id
