-- category_get(id uuid, school_id uuid, me uuid, my_role text) one
select k.id, k.course_id, k.name, trim_scale(k.weight) as weight,
       trim_scale(k.weight * 100) as weight_percent, k.drop_lowest, k.is_extra,
       k.position,
       (select count(*) from grading.assignments a where a.category_id = k.id)
	as assignments, k.version, (select c.code from academics_api.courses c
	 where c.id = k.course_id) as course_code
  from grading.categories k
 where k.id = :id and k.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	and exists (select from academics_api.course_teachers t
	    where t.course_id = k.course_id and t.teacher_id = :me))
	or exists (select from academics_api.enrollments e
	    where e.course_id = k.course_id and e.status in ('enrolled', 'completed')
	      and (e.student_id = :me or (:my_role::text = 'parent' and exists (
		select from identity_api.wards w
		 where w.parent_id = :me and w.student_id = e.student_id)))))
