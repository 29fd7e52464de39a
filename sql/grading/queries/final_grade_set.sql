-- final_grade_set(enrollment_id uuid, school_id uuid, me uuid, my_role text,
--	grade numeric, complete boolean) one
-- Without a grade it takes the final grade away.
select e.id as enrollment_id, e.course_id, e.student_id,
       trim_scale(:grade::numeric) as final,
       academics_api.set_final_grade(e.id, :school_id, :grade::numeric,
	   coalesce(:complete::boolean, false)) as _done
  from academics_api.enrollments e
 where e.id = :enrollment_id and e.school_id = :school_id
   and grading.may_grade(e.course_id, :school_id, :me::uuid, :my_role::text)
