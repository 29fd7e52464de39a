-- rules_course(course_id uuid, school_id uuid, me uuid, my_role text) one
-- How a course is graded, for whoever may know what is graded in it.
select r.course_id, c.code, c.name, r.weigh_by, r.scale_id, s.name as scale_name,
       trim_scale(r.pass_mark) as pass_mark, r.own_scale_id,
       trim_scale(r.own_pass_mark) as own_pass_mark, r.version,
       grading.may_grade(c.id, :school_id, :me::uuid, :my_role::text) as is_own
  from grading.rules_of_courses r
  join academics_api.courses c on c.id = r.course_id
  join grading.scales s on s.id = r.scale_id
 cross join lateral grading.sees_course(:course_id, :me, :my_role)
 where r.course_id = :course_id and r.school_id = :school_id
