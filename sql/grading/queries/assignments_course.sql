-- assignments_course(course_id uuid, school_id uuid, me uuid, my_role text) one
-- The course, if the reader may know what is graded in it: whoever teaches it,
-- takes it or looks after somebody who does.
select c.id
  from academics_api.courses c
 cross join lateral grading.sees_course(:course_id, :me, :my_role)
 where c.id = :course_id and c.school_id = :school_id
