-- gradebook_head(course_id uuid, school_id uuid, me uuid, my_role text) many
-- The course with its rules, once for each of its assignments in their order,
-- or once when it has none.  No row: it is not the reader's to see, and neither
-- is what is asked in the same round trip.
select c.id, c.code, c.name, c.semester, c.year, r.weigh_by, r.pass_mark,
       r.scale_id, s.name as scale_name, r.version as rules_version,
       a.id as assignment_id, a.name as assignment_name, a.type, a.max_score,
       a.weight, trim_scale(a.weight * 100) as weight_percent, a.version,
       a.category_id, a.is_extra, a.due_at, a.late_per_day, a.late_max, a.curve,
       a.curve_value, exists (select from grading.exams x
	where x.course_id = c.id and x.assignment_id = a.id) as has_exam
  from academics_api.courses c
  join grading.rules_of_courses r on r.course_id = c.id
  join grading.scales s on s.id = r.scale_id
  left join grading.assignments a on a.course_id = c.id
 cross join lateral grading.sees_book(:course_id, :me, :my_role)
 where c.id = :course_id and c.school_id = :school_id
 order by a.position, a.name
