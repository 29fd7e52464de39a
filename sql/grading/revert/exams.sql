-- Revert grading:exams
begin;
drop table grading.regrades;
drop table grading.exam_history;
drop table grading.exam_results;
drop table grading.exams;
drop function grading.note_exam();
commit;
