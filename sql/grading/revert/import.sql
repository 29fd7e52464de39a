-- Revert grading:import
begin;
drop function grading.import(uuid, uuid, uuid, text, text, text);
commit;
