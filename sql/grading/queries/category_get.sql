-- category_get(id uuid, school_id uuid, me uuid, my_role text) one
select k.id, k.course_id, k.name, trim_scale(k.weight) as weight,
       trim_scale(k.weight * 100) as weight_percent, k.drop_lowest, k.is_extra,
       k.position,
       (select count(*) from grading.assignments a where a.category_id = k.id)
	as assignments, k.version, (select c.code from academics_api.courses c
	 where c.id = k.course_id) as course_code
  from grading.categories k
 cross join lateral grading.sees_course(k.course_id, :me, :my_role)
 where k.id = :id and k.school_id = :school_id
