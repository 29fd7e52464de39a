-- Revert grading:marks
begin;
drop view grading_api.marks;
drop view grading_api.categories;
drop view grading_api.rules_of_courses;
commit;
