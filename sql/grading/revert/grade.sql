-- Revert grading:grade
begin;
drop function grading.grade(uuid, uuid, text, text, numeric, numeric, numeric,
    text, uuid, uuid, text);
drop function grading.assignment_for(uuid, uuid, uuid, text, text, numeric, numeric);
drop function grading.may_grade(uuid, uuid, uuid, text);
commit;
