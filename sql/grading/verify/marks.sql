-- Verify grading:marks
begin;
select course_id, weigh_by, scale_id, pass_mark from grading_api.rules_of_courses
 where false;
select id, weight, drop_lowest, is_extra, position from grading_api.categories
 where false;
select enrollment_id, assignment_id, category_id, score, state, days_late
  from grading_api.marks where false;
rollback;
