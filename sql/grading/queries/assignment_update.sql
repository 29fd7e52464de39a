-- assignment_update(id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	name text, type text, max_score numeric, weight numeric,
--	position int, category_id uuid, clear_category_id boolean,
--	is_extra boolean, due_at text, clear_due_at boolean,
--	late_per_day numeric, late_max numeric, curve text,
--	curve_value numeric, reason text) one
-- Its grades follow, and their history says who moved them and why.
with n as materialized (
	select a.id, coalesce(:max_score::numeric, a.max_score) as max_score,
	       coalesce(:curve::text, a.curve) as curve,
	       coalesce(:curve_value::numeric, a.curve_value) as curve_value
	  from grading.assignments a
	 where a.id = :id and a.school_id = :school_id
	   and (:if_match::int is null or a.version = :if_match::int)
	   and grading.may_grade(a.course_id, :school_id, :me::uuid, :my_role::text)
	   and (scale(trim_scale(coalesce(:max_score::numeric, 1))) <= 2
		or platform.fail('invalid', 'Two decimals at most.', 'max_score'))
	   and (scale(trim_scale(coalesce(:weight::numeric, 1))) <= 3
		or platform.fail('invalid', 'Three decimals at most.', 'weight'))
	   and (:category_id::uuid is null or exists (select from grading.categories k
		where k.id = :category_id::uuid and k.course_id = a.course_id
		   for key share)
		or platform.fail('invalid', 'is not a category of this course',
		    'category_id'))
	   for update
)
update grading.assignments a
   set name = coalesce(btrim(:name), a.name), type = coalesce(:type, a.type),
       max_score = trim_scale(n.max_score),
       weight = trim_scale(coalesce(:weight::numeric, a.weight)),
       position = coalesce(:position::int, a.position),
       category_id = case when not :clear_category_id::boolean
	then coalesce(:category_id::uuid, a.category_id) end,
       is_extra = coalesce(:is_extra::boolean, a.is_extra),
       due_at = case when not :clear_due_at::boolean and :due_at::text is distinct from ''
	then coalesce(grading.instant(:school_id, :due_at::text), a.due_at) end,
       late_per_day = trim_scale(coalesce(:late_per_day::numeric, a.late_per_day)),
       late_max = trim_scale(coalesce(:late_max::numeric, a.late_max)),
       curve = n.curve,
       curve_value = case when n.curve <> 'none' then trim_scale(n.curve_value) end,
       updated_at = now(), version = a.version + 1
  from n
 where a.id = n.id
   and (n.curve = 'none' or coalesce(n.curve_value <= n.max_score, false)
	or platform.fail('invalid', 'A curve needs points, at most the maximum.',
	    'curve_value'))
   and grading.sign(:me::uuid, :reason::text)
returning a.id, a.course_id, a.name, a.type, a.max_score, a.weight,
       trim_scale(a.weight * 100) as weight_percent, a.position, a.category_id,
       (select k.name from grading.categories k where k.id = a.category_id)
	as category_name,
       a.is_extra, a.due_at, trim_scale(a.late_per_day) as late_per_day,
       trim_scale(a.late_max) as late_max, a.curve, a.curve_value, a.version
