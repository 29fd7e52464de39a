-- Revert grading:api
begin;
drop view grading_api.progress;
drop view grading_api.recent_grades;
drop schema grading_api;
commit;
