-- student_categories(id uuid, school_id uuid, me uuid, my_role text) many
-- The categories of a student's courses that the reader may see.
select g.id as enrollment_id, k.id, k.name, k.weight,
       trim_scale(k.weight * 100) as weight_percent, k.drop_lowest, k.is_extra
  from academics_api.enrollments g
  join grading.categories k on k.course_id = g.course_id
 where g.student_id = :id and g.school_id = :school_id
   and g.status in ('enrolled', 'completed')
   and (:my_role::text in ('admin', 'dev') or g.student_id = :me
	or (:my_role::text = 'teacher' and exists (
	    select from academics_api.course_teachers t
	     where t.course_id = g.course_id and t.teacher_id = :me))
	or (:my_role::text = 'parent' and exists (select from identity_api.wards w
	    where w.parent_id = :me and w.student_id = g.student_id)))
 order by g.course_id, k.position, k.name, k.id
