-- exam_new(course_id uuid, school_id uuid, me uuid, my_role text) one
-- The course of a new exam.
select c.id as course_id, c.code, c.name as course_name
  from academics_api.courses c
 where c.id = :course_id and c.school_id = :school_id
   and grading.may_grade(c.id, :school_id, :me::uuid, :my_role::text)
