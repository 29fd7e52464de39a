-- Revert billing:upkeep
begin;
drop function billing.prune();
drop index billing.request_keys_age;
commit;
