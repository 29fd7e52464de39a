-- assignment_create(course_id uuid, school_id uuid, me uuid, my_role text,
--	name text, type text, max_score numeric, weight numeric) one
insert into grading.assignments (school_id, course_id, name, type, max_score,
    weight, position)
select c.school_id, c.id, btrim(:name), :type, trim_scale(:max_score::numeric),
       trim_scale(coalesce(:weight::numeric, 1)),
       (select coalesce(max(a.position), 0) + 1 from grading.assignments a
	 where a.course_id = c.id)
  from academics_api.courses c
 where c.id = :course_id and c.school_id = :school_id
   and grading.may_grade(c.id, :school_id, :me::uuid, :my_role::text)
   and ((select count(*) from grading.assignments a where a.course_id = c.id) < 200
	or platform.fail('conflict', 'A course has 200 assignments at most.'))
   and (scale(trim_scale(:max_score::numeric)) <= 2
	or platform.fail('invalid', 'Two decimals at most.', 'max_score'))
   and (scale(trim_scale(coalesce(:weight::numeric, 1))) <= 3
	or platform.fail('invalid', 'Three decimals at most.', 'weight'))
returning id, course_id, name, type, max_score, weight,
    trim_scale(weight * 100) as weight_percent, position, version
