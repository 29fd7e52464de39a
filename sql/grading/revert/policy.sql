-- Revert grading:policy
begin;
alter table grading.grades drop column state, drop column days_late, drop column reason;
delete from grading.grades where score is null;
alter table grading.grades alter column score set not null;
alter table grading.assignments drop column category_id, drop column is_extra,
    drop column due_at, drop column late_per_day, drop column late_max,
    drop column curve, drop column curve_value;
drop view grading.rules_of_courses;
drop view grading.rules_of_schools;
drop table grading.categories;
drop table grading.course_rules;
drop table grading.school_rules;
drop table grading.scale_steps;
drop table grading.scales;
drop domain grading.percent;
commit;
