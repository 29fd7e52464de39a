-- gradebook_head_at(course_id uuid, school_id uuid, me uuid, my_role text,
--	as_of text) many
-- As gradebook_head, at that time.
select c.id, c.code, c.name, c.semester, c.year, r.weigh_by, r.pass_mark,
       r.scale_id, coalesce(s.name, (select p.value ->> 'name'
	  from grading.policy_history p
	 where p.course_id is null and p.object_id = r.scale_id
	 order by p.id desc limit 1)) as scale_name,
       r.version as rules_version,
       a.id as assignment_id, a.name as assignment_name, a.type, a.max_score,
       a.weight, trim_scale(a.weight * 100) as weight_percent, a.version,
       a.category_id, a.is_extra, a.due_at, a.late_per_day, a.late_max, a.curve,
       a.curve_value, exists (select from grading.exams x
	where x.course_id = c.id and x.assignment_id = a.id) as has_exam
  from academics_api.courses c
 cross join lateral grading.rules_at(c.id, grading.asked(c.id, :as_of)) r
  left join grading.scales s on s.id = r.scale_id
  left join lateral (select x.* from grading.policy_at(c.id, 'assignment',
	    grading.asked(c.id, :as_of)) p,
	lateral jsonb_populate_record(null::grading.assignments, p.value) x) a on true
 cross join lateral grading.sees_book(:course_id, :me, :my_role)
 where c.id = :course_id and c.school_id = :school_id
 order by a.position, a.name
