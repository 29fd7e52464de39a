-- final_grade_set(enrollment_id uuid, school_id uuid, me uuid, my_role text,
--	grade numeric, complete boolean) one
select e.id, academics_api.set_final_grade(e.id, :school_id, :grade::numeric,
    coalesce(:complete::boolean, false)) as done
  from academics_api.enrollments e
 where e.id = :enrollment_id and e.school_id = :school_id
   and grading.may_grade(e.course_id, :school_id, :me::uuid, :my_role::text)
