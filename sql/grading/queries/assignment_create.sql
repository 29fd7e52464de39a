-- assignment_create(course_id uuid, school_id uuid, me uuid, my_role text,
--	name text, type text, max_score numeric, weight numeric,
--	category_id uuid, is_extra boolean, due_at text, late_per_day numeric,
--	late_max numeric, curve text, curve_value numeric, reason text) one
insert into grading.assignments as a (school_id, course_id, name, type, max_score,
    weight, position, category_id, is_extra, due_at, late_per_day, late_max, curve,
    curve_value)
select c.school_id, c.id, btrim(:name), :type, trim_scale(:max_score::numeric),
       trim_scale(coalesce(:weight::numeric, 1)),
       (select coalesce(max(a.position), 0) + 1 from grading.assignments a
	 where a.course_id = c.id),
       :category_id::uuid, coalesce(:is_extra::boolean, false),
       grading.instant(:school_id, :due_at::text), coalesce(:late_per_day::numeric, 0),
       coalesce(:late_max::numeric, 100), coalesce(:curve::text, 'none'),
       case when coalesce(:curve::text, 'none') <> 'none'
	then trim_scale(:curve_value::numeric) end
  from academics_api.courses c
 where c.id = :course_id and c.school_id = :school_id
   and grading.may_grade(c.id, :school_id, :me::uuid, :my_role::text)
   and (scale(trim_scale(:max_score::numeric)) <= 2
	or platform.fail('invalid', 'Two decimals at most.', 'max_score'))
   and (scale(trim_scale(coalesce(:weight::numeric, 1))) <= 3
	or platform.fail('invalid', 'Three decimals at most.', 'weight'))
   and (:category_id::uuid is null or exists (select from grading.categories k
	where k.id = :category_id::uuid and k.course_id = c.id
	   for key share)
	or platform.fail('invalid', 'is not a category of this course', 'category_id'))
   and (coalesce(:curve::text, 'none') = 'none'
	or coalesce(:curve_value::numeric <= :max_score::numeric, false)
	or platform.fail('invalid', 'A curve needs points, at most the maximum.',
	    'curve_value'))
   and grading.sign(:me::uuid, :reason::text)
returning a.id, a.course_id, a.name, a.type, a.max_score, a.weight,
       trim_scale(a.weight * 100) as weight_percent, a.position, a.category_id,
       (select k.name from grading.categories k where k.id = a.category_id)
	as category_name,
       a.is_extra, a.due_at, trim_scale(a.late_per_day) as late_per_day,
       trim_scale(a.late_max) as late_max, a.curve, a.curve_value, a.version
