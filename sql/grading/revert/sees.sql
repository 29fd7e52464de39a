-- Revert grading:sees
begin;
drop function grading.sees_course(uuid, uuid, text);
drop function grading.sees_marks(uuid, uuid, uuid, text);
drop function grading.sees_book(uuid, uuid, text);
commit;
