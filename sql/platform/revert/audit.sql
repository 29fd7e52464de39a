-- Revert platform:audit
begin;
drop table platform.audit;
commit;
