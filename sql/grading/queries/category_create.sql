-- category_create(course_id uuid, school_id uuid, me uuid, my_role text, name text,
--	weight numeric, drop_lowest int, is_extra boolean, position int,
--	reason text) one
insert into grading.categories as k (school_id, course_id, name, weight, drop_lowest,
    is_extra, position)
select c.school_id, c.id, btrim(:name), trim_scale(:weight::numeric),
       coalesce(:drop_lowest::int, 0), coalesce(:is_extra::boolean, false),
       coalesce(:position::int, (select coalesce(max(o.position), 0) + 1
	  from grading.categories o where o.course_id = c.id))
  from academics_api.courses c
 where c.id = :course_id and c.school_id = :school_id
   and grading.may_grade(c.id, :school_id, :me::uuid, :my_role::text)
   and ((select count(*) from grading.categories o where o.course_id = c.id) < 50
	or platform.fail('conflict', 'A course has 50 categories at most.'))
   and grading.sign(:me::uuid, :reason::text)
returning k.id, k.course_id, k.name, trim_scale(k.weight) as weight,
       trim_scale(k.weight * 100) as weight_percent, k.drop_lowest, k.is_extra,
       k.position, 0 as assignments, k.version
