-- finals_of_course(course_id uuid, school_id uuid, me uuid, finals json,
--	complete boolean) one
-- finals: [{"id": enrollment, "final": grade, …}], of one course, by whoever
-- was shown its gradebook and may grade it.  What somebody has set otherwise,
-- with a reason, stays.
select count(*) filter (where not coalesce(s.is_override, false)
	and s.version is not null) as set,
       count(*) filter (where s.is_override) as overrides
  from (select o.is_override, case when not coalesce(o.is_override, false)
	then grading.set_final(e.id, :school_id, :me, f.final, f.final, f.letter,
	    f.points, f.passed, null, coalesce(:complete::boolean, false), null)
	end as version
	  from json_to_recordset(:finals::json) as f (id uuid, final numeric,
	    letter text, points numeric, passed boolean)
	  join academics_api.enrollments e on e.id = f.id
	   and e.course_id = :course_id and e.school_id = :school_id
	  left join grading.finals o on o.enrollment_id = e.id
	 order by e.id) s
