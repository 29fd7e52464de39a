-- Revert grading:grades
begin;
drop table grading.grades;
drop table grading.assignments;
drop schema grading;
commit;
