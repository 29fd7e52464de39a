-- Revert grading:transcripts
begin;
drop table grading.signing_keys;
drop table grading.transcripts;
drop function grading.keep_transcript();
commit;
