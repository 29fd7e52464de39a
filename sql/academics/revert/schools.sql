-- Revert academics:schools
begin;
drop function academics.current_term(uuid);
drop function academics.term_no(text, int);
drop table academics.terms;
drop table academics.schools;
drop function academics.school_made();
drop function academics.school_check();
drop schema academics;
commit;
