-- Revert platform:idempotency
begin;
drop function platform.prune();
drop table platform.idempotency;
commit;
