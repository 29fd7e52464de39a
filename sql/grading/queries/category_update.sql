-- category_update(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	name text, weight numeric, drop_lowest int, is_extra boolean,
--	position int, reason text) one
update grading.categories k
   set name = coalesce(btrim(:name), k.name),
       weight = trim_scale(coalesce(:weight::numeric, k.weight)),
       drop_lowest = coalesce(:drop_lowest::int, k.drop_lowest),
       is_extra = coalesce(:is_extra::boolean, k.is_extra),
       position = coalesce(:position::int, k.position),
       updated_at = now(), version = k.version + 1
 where k.id = :id and k.school_id = :school_id
   and (:if_match::int is null or k.version = :if_match::int)
   and grading.may_grade(k.course_id, :school_id, :me::uuid, :my_role::text)
   and grading.sign(:me::uuid, :reason::text)
returning k.id, k.course_id, k.name, trim_scale(k.weight) as weight,
       trim_scale(k.weight * 100) as weight_percent, k.drop_lowest, k.is_extra,
       k.position,
    (select count(*) from grading.assignments a where a.category_id = k.id)
	as assignments, k.version
