-- Revert platform:outbox
begin;
drop table platform.outbox;
commit;
