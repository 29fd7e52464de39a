-- gradebook_head(course_id uuid, school_id uuid, me uuid, my_role text) many
-- The course, once for each of its assignments, or once when it has none.  No
-- row: it is not the reader's to see, and neither are its roster and marks,
-- which are asked in the same round trip.
select c.id, c.code, c.name, c.semester, c.year, a.id as assignment_id,
       a.name as assignment_name, a.type, a.max_score, a.weight,
       trim_scale(a.weight * 100) as weight_percent, a.position, a.version
  from academics_api.courses c
  left join grading.assignments a on a.course_id = c.id
 where c.id = :course_id and c.school_id = :school_id
   and (:my_role::text in ('admin', 'dev') or (:my_role::text = 'teacher'
	and exists (select from academics_api.course_teachers t
	    where t.course_id = :course_id and t.teacher_id = :me)))
