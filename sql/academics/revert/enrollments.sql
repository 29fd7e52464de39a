-- Revert academics:enrollments
begin;
drop trigger course_moved on academics.courses;
drop function academics.course_moved();
drop table academics.enrollments;
drop function academics.enrollment_times();
commit;
