-- Revert academics:api
begin;
drop function academics_api.set_final_grade(uuid, uuid, numeric, boolean);
drop function academics_api.validate_student_course(uuid, uuid);
drop function academics_api.teaches(uuid, uuid);
drop view academics_api.teacher_students;
drop view academics_api.enrollments;
drop view academics_api.course_teachers;
drop view academics_api.courses;
drop view academics_api.terms;
drop view academics_api.schools;
drop schema academics_api;
commit;
