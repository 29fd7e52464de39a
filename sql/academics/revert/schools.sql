-- Revert academics:schools
begin;
drop function academics.current_term(uuid);
drop function academics.term_no(text, int);
drop table academics.terms;
drop table academics.schools;
drop function academics.school_made();
drop function academics.school_check();
drop domain academics.code, academics.title, academics.prose, academics.room,
    academics.credits, academics.capacity, academics.tally, academics.year,
    academics.semester, academics.enrollment_status, academics.percent;
drop schema academics;
commit;
