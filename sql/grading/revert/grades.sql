-- Revert grading:grades
begin;
drop table grading.grades;
drop table grading.assignments;
drop domain grading.points, grading.weight, grading.kind;
drop schema grading;
commit;
