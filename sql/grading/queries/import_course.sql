-- import_course(course_id uuid, school_id uuid, me uuid, my_role text) one
select c.id, c.code, c.name, c.semester, c.year,
       (select count(*) from grading.assignments a where a.course_id = c.id) as assignments
  from academics_api.courses c
 where c.id = :course_id
   and grading.may_grade(:course_id, :school_id, :me, :my_role)
