-- enrollment_final(enrollment_id uuid, school_id uuid, me uuid, my_role text) one
-- A final grade as it stands, for whoever would change an older one.
select e.id as enrollment_id, trim_scale(e.grade_final) as final,
       trim_scale(f.computed) as computed, f.letter, f.points, f.passed,
       coalesce(f.is_override, false) as is_override, f.reason,
       p.full_name as by_name, f.at, coalesce(f.version, 0) as version
  from academics_api.enrollments e
  left join grading.finals f on f.enrollment_id = e.id
  left join identity_api.people p on p.id = f.actor
 where e.id = :enrollment_id and e.school_id = :school_id
   and grading.may_grade(e.course_id, :school_id, :me::uuid, :my_role::text)
