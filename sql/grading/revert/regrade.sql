-- Revert grading:regrade
begin;
drop function grading.regrade_withdraw(uuid, uuid, uuid, text, int);
drop function grading.regrade_answer(uuid, uuid, uuid, text, int, text, numeric);
drop function grading.regrade_hold(uuid, uuid, uuid, text, int);
drop function grading.regrade_ask(uuid, uuid, uuid, text);
commit;
