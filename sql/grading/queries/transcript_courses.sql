-- transcript_courses(id uuid, school_id uuid, me uuid, my_role text) many
-- Every attempt, in the order of time.  Where a final grade was given its
-- letter stands as it was given; a bare one has that of the course's scale.
select e.id as enrollment_id, c.code, c.name, c.semester, c.year, c.credits,
       coalesce(c.subject_id::text, c.code) as subject, e.status,
       trim_scale(coalesce(f.final, e.grade_final)) as final,
       (coalesce(f.final, e.grade_final) * 100)::int as final_units,
       case when f.enrollment_id is null then s.letter else f.letter end as letter,
       (round(case when f.enrollment_id is null then s.points else f.points end, 2)
	* 100)::int as point_units,
       coalesce(f.passed, e.grade_final >= r.pass_mark) as passed
  from academics_api.enrollments e
  join academics_api.courses c on c.id = e.course_id
  join grading.rules_of_courses r on r.course_id = c.id
  left join grading.finals f on f.enrollment_id = e.id
  left join lateral (select t.letter, t.points from grading.scale_steps t
	where t.scale_id = r.scale_id and t.at_least <= e.grade_final
	order by t.at_least desc limit 1) s on f.enrollment_id is null
 where e.student_id = :id and e.school_id = :school_id
   and e.status in ('enrolled', 'completed')
   and grading.may_read_record(:id::uuid, :school_id::uuid, :me::uuid, :my_role::text)
 order by c.year, case c.semester when 'spring' then 1 when 'summer' then 2
    else 3 end, c.code, e.id
