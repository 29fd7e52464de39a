-- Revert grading:import
begin;
drop function grading.import(uuid, uuid, uuid, text, text, text);
drop function grading.import_lines(uuid, text);
commit;
