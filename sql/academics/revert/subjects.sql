-- Revert academics:subjects
begin;
drop table academics.subject_prerequisites;
drop function academics.prerequisite_check();
drop table academics.subject_teachers;
drop table academics.subjects;
commit;
