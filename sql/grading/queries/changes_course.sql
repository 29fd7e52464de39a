-- changes_course(course_id uuid, school_id uuid, me uuid, my_role text) one
-- The course, for whoever may look into its gradebook.
select c.id as course_id, c.code, c.name
  from academics_api.courses c
 cross join lateral grading.sees_book(:course_id, :me, :my_role)
 where c.id = :course_id and c.school_id = :school_id
