-- assignment_room(course_id uuid, school_id uuid, me uuid, my_role text) one
-- The weight that a course's assignments leave, for the form of another.  The
-- course is one value, so that its name is not taken for the assignment's.
select json_build_object('id', c.id, 'code', c.code, 'name', c.name) as course,
       trim_scale(greatest(1 - coalesce((select sum(a.weight)
	  from grading.assignments a where a.course_id = c.id), 0), 0)) as weight_left,
       (select json_agg(json_build_object('id', k.id, 'name', k.name)
	    order by k.position, k.name)
	  from grading.categories k where k.course_id = c.id) as categories,
       exists (select from grading.categories k where k.course_id = c.id)
	as has_categories
  from academics_api.courses c
 where c.id = :course_id and c.school_id = :school_id
   and (:my_role::text = 'dev'
	or grading.may_grade(c.id, :school_id, :me::uuid, :my_role::text))
