-- assignment_update(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	name text, type text, max_score numeric, weight numeric,
--	position int) one
-- Its grades follow, and their history says who moved them.
with who as materialized (
	select set_config('lyceum.actor', :me::uuid::text, true) as actor
)
update grading.assignments a
   set name = coalesce(btrim(:name), a.name), type = coalesce(:type, a.type),
       max_score = trim_scale(coalesce(:max_score::numeric, a.max_score)),
       weight = trim_scale(coalesce(:weight::numeric, a.weight)),
       position = coalesce(:position::int, a.position),
       updated_at = now(), version = a.version + 1
  from who
 where a.id = :id and a.school_id = :school_id and who.actor is not null
   and (:if_match::int is null or a.version = :if_match::int)
   and grading.may_grade(a.course_id, :school_id, :me::uuid, :my_role::text)
   and (scale(trim_scale(coalesce(:max_score::numeric, 1))) <= 2
	or platform.fail('invalid', 'Two decimals at most.', 'max_score'))
   and (scale(trim_scale(coalesce(:weight::numeric, 1))) <= 3
	or platform.fail('invalid', 'Three decimals at most.', 'weight'))
returning a.id, a.course_id, a.name, a.type, a.max_score, a.weight,
    trim_scale(a.weight * 100) as weight_percent, a.position, a.version
