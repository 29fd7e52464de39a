-- student_courses(id uuid, school_id uuid, me uuid, my_role text) many
-- The courses of a student, the newest term first.
select g.course_id, g.id as enrollment_id, c.code, c.name, c.semester, c.year,
       g.status, trim_scale(g.grade_final) as final,
       coalesce(f.is_override, false) as is_override, hashtext(c.code) & 7 as hue,
       g.student_id as _student_id, c.credits as _credits, r.weigh_by as _weigh_by,
       r.pass_mark as _pass_mark, f.letter as _final_letter
  from academics_api.enrollments g
  join academics_api.courses c on c.id = g.course_id
  join grading.rules_of_courses r on r.course_id = c.id
  left join grading.finals f on f.enrollment_id = g.id
 cross join lateral grading.sees_marks(g.course_id, g.student_id, :me, :my_role)
 where g.student_id = :id and g.school_id = :school_id
   and g.status in ('enrolled', 'completed')
 order by c.year desc, case c.semester when 'spring' then 0 when 'summer' then 1
    else 2 end desc, c.code
