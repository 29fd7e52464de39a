-- assignment_get(id uuid, school_id uuid, me uuid, my_role text) one
select a.id, a.course_id, a.name, a.type, a.max_score, a.weight,
       trim_scale(a.weight * 100) as weight_percent, a.position, a.category_id,
       (select k.name from grading.categories k where k.id = a.category_id)
	as category_name,
       a.is_extra, a.due_at, trim_scale(a.late_per_day) as late_per_day,
       trim_scale(a.late_max) as late_max, a.curve, a.curve_value, a.version
  from grading.assignments a
 where a.id = :id and a.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	and exists (select from academics_api.course_teachers t
	    where t.course_id = a.course_id and t.teacher_id = :me))
	or exists (select from academics_api.enrollments e
	    where e.course_id = a.course_id and e.status in ('enrolled', 'completed')
	      and (e.student_id = :me or (:my_role::text = 'parent' and exists (
		select from identity_api.wards w
		 where w.parent_id = :me and w.student_id = e.student_id)))))
