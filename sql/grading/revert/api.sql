-- Revert grading:api
begin;
drop view grading_api.assignments;
drop view grading_api.recent_grades;
drop schema grading_api;
commit;
