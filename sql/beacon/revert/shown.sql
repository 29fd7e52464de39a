-- Revert beacon:shown
begin;
drop view beacon.shown;
commit;
