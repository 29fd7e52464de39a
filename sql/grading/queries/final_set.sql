-- final_set(enrollment_id uuid, school_id uuid, me uuid, my_role text, if_match int,
--	grade numeric, computed numeric, letter text, points numeric, passed boolean,
--	reason text, complete boolean) one
-- Without a grade it takes the final grade away.  No row, or no version: it is
-- not as it was when it was read.
select e.id as enrollment_id, e.course_id, e.student_id,
       trim_scale(:grade::numeric) as final, :letter::text as final_letter,
       :passed::boolean as passed,
       coalesce(:grade::numeric is distinct from :computed::numeric
	and :grade::numeric is not null, false) as is_override,
       grading.set_final(e.id, :school_id, :me, :grade::numeric,
	   :computed::numeric, :letter::text, :points::numeric, :passed::boolean,
	   :reason::text, coalesce(:complete::boolean, false), :if_match::int)
	as version
  from academics_api.enrollments e
 where e.id = :enrollment_id and e.school_id = :school_id
   and grading.may_grade(e.course_id, :school_id, :me::uuid, :my_role::text)
