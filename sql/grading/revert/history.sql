-- Revert grading:history
begin;
drop trigger assignment_changed on grading.assignments;
drop function grading.assignment_changed();
drop trigger note_delete on grading.grades;
drop trigger note_update on grading.grades;
drop trigger note_insert on grading.grades;
drop function grading.note_history();
drop table grading.grade_history;
commit;
