-- Revert grading:transcript
begin;
drop function grading.code_shown(text);
drop function grading.may_read_record(uuid, uuid, uuid, text);
commit;
