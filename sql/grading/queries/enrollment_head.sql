-- enrollment_head(enrollment_id uuid, school_id uuid, me uuid, my_role text) one
select g.id as enrollment_id, g.student_id, p.full_name, p.student_number,
       g.course_id, c.code, c.name, c.semester, c.year, g.status,
       trim_scale(g.grade_final) as final,
       coalesce(f.is_override, false) as is_override, f.reason as final_reason,
       coalesce(f.version, 0) as final_version, r.scale_id, s.name as scale_name,
       r.weigh_by, trim_scale(r.pass_mark) as pass_mark, f.letter as _final_letter,
       grading.may_grade(g.course_id, :school_id, :me::uuid, :my_role::text)
	and g.status in ('enrolled', 'completed') as _can_edit
  from academics_api.enrollments g
  join academics_api.courses c on c.id = g.course_id
  join grading.rules_of_courses r on r.course_id = c.id
  join grading.scales s on s.id = r.scale_id
  join identity_api.people p on p.id = g.student_id
  left join grading.finals f on f.enrollment_id = g.id
 cross join lateral grading.sees_marks(g.course_id, g.student_id, :me, :my_role)
 where g.id = :enrollment_id and g.school_id = :school_id
