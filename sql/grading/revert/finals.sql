-- Revert grading:finals
begin;
drop function grading.set_final(uuid, uuid, uuid, numeric, numeric, text, numeric,
    boolean, text, boolean, int);
commit;
