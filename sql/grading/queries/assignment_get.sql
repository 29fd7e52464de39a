-- assignment_get(id uuid, school_id uuid, me uuid, my_role text) one
select a.id, a.course_id, a.name, a.type, a.max_score, a.weight,
       trim_scale(a.weight * 100) as weight_percent, a.position, a.version
  from grading.assignments a
 where a.id = :id and a.school_id = :school_id
   and (:my_role::text = 'dev'
	or grading.may_grade(a.course_id, :school_id, :me::uuid, :my_role::text))
