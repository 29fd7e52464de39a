-- student_categories(id uuid, school_id uuid, me uuid, my_role text) many
-- The categories of a student's courses that the reader may see.
select g.id as enrollment_id, k.id, k.name, k.weight,
       trim_scale(k.weight * 100) as weight_percent, k.drop_lowest, k.is_extra
  from academics_api.enrollments g
  join grading.categories k on k.course_id = g.course_id
 cross join lateral grading.sees_marks(g.course_id, g.student_id, :me, :my_role)
 where g.student_id = :id and g.school_id = :school_id
   and g.status in ('enrolled', 'completed')
 order by g.course_id, k.position, k.name, k.id
