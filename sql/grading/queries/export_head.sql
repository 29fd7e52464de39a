-- export_head(course_id uuid, school_id uuid, me uuid, my_role text) many
-- As import_head, for everybody who may look into the gradebook.
select c.id, c.code, c.name, c.semester, c.year, a.id as assignment_id,
       a.name as assignment_name, trim_scale(a.max_score) as max_score
  from academics_api.courses c
  left join grading.assignments a on a.course_id = c.id
 where c.id = :course_id and c.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	and exists (select from academics_api.course_teachers t
	    where t.course_id = :course_id and t.teacher_id = :me)))
 order by a.position, a.name
