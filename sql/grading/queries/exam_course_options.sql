-- exam_course_options(school_id uuid, me uuid, my_role text) many
select c.id, c.code, c.name
  from academics_api.courses c
 where c.school_id = :school_id and c.is_active
   and (:my_role::text = 'admin' or c.id in (select t.course_id
	from academics_api.course_teachers t where t.teacher_id = :me))
 order by c.year desc, c.code, c.id limit 500
