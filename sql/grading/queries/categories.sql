-- categories(course_id uuid, school_id uuid) many
-- Only beside a query that says whether the course is the reader's to see.
select k.id, k.course_id, k.name, trim_scale(k.weight) as weight,
       trim_scale(k.weight * 100) as weight_percent, k.drop_lowest, k.is_extra,
       k.position,
       (select count(*) from grading.assignments a where a.category_id = k.id)
	as assignments, k.version
  from grading.categories k
 where k.course_id = :course_id and k.school_id = :school_id
 order by k.position, k.name
