-- assignment_form(id uuid, school_id uuid, me uuid, my_role text) one
-- As assignment_get, with its time of handing in by the school's clock, for who
-- may change it.
select a.id, a.course_id, a.name, a.type, trim_scale(a.max_score) as max_score,
       trim_scale(a.weight) as weight,
       trim_scale(a.weight * 100) as weight_percent, a.position, a.category_id,
       (select k.name from grading.categories k where k.id = a.category_id)
	as category_name,
       a.is_extra, trim_scale(a.late_per_day) as late_per_day,
       trim_scale(a.late_max) as late_max, a.curve,
       trim_scale(a.curve_value) as curve_value, a.version, c.code as course_code,
       to_char(a.due_at at time zone s.timezone, 'YYYY-MM-DD"T"HH24:MI') as due_at,
       (select json_agg(json_build_object('id', k.id, 'name', k.name)
	    order by k.position, k.name)
	  from grading.categories k where k.course_id = a.course_id) as categories,
       exists (select from grading.categories k where k.course_id = a.course_id)
	as has_categories
  from grading.assignments a
  join academics_api.courses c on c.id = a.course_id
  join academics_api.schools s on s.id = a.school_id
 where a.id = :id and a.school_id = :school_id
   and (:my_role::text = 'dev'
	or grading.may_grade(a.course_id, :school_id, :me::uuid, :my_role::text))
