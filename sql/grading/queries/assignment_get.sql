-- assignment_get(id uuid, school_id uuid, me uuid, my_role text) one
select a.id, a.course_id, a.name, a.type, a.max_score, a.weight,
       trim_scale(a.weight * 100) as weight_percent, a.position, a.category_id,
       (select k.name from grading.categories k where k.id = a.category_id)
	as category_name,
       a.is_extra, a.due_at, trim_scale(a.late_per_day) as late_per_day,
       trim_scale(a.late_max) as late_max, a.curve, a.curve_value, a.version
  from grading.assignments a
 cross join lateral grading.sees_course(a.course_id, :me, :my_role)
 where a.id = :id and a.school_id = :school_id
