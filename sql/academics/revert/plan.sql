-- Revert academics:plan
begin;
drop function academics.plan_term(uuid, text, boolean, text, int);
drop function academics.plan_course(uuid, uuid, uuid, text, boolean, date, date);
drop function academics.plan_sessions(uuid, uuid, date, date);
drop function academics.plan_sessions(uuid[], uuid, date, date);
drop function academics.plan_clashes(uuid[], uuid);
drop function academics.plan_rooms(uuid[], uuid);
drop function academics.plan_roomless(uuid[], uuid);
commit;
