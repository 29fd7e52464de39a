-- finals_set(course_id uuid, school_id uuid, finals json, complete boolean) one
-- finals: [{"id": enrollment, "final": grade}], of one course, by whoever was
-- shown its gradebook and may grade it.
select count(*) filter (where s.done) as set
  from (select academics_api.set_final_grade(e.id, :school_id, f.final,
	coalesce(:complete::boolean, false)) as done
	  from json_to_recordset(:finals::json) as f (id uuid, final numeric)
	  join academics_api.enrollments e on e.id = f.id
	   and e.course_id = :course_id and e.school_id = :school_id
	 order by e.id) s
