-- gradebook_categories_at(course_id uuid, as_of text) many
-- As gradebook_categories, at that time.
select k.id, k.name, k.weight, trim_scale(k.weight * 100) as weight_percent,
       k.drop_lowest, k.is_extra, k.version
  from grading.policy_at(:course_id, 'category', grading.asked(:course_id, :as_of)) p,
       lateral jsonb_populate_record(null::grading.categories, p.value) k
 order by k.position, k.name, k.id
