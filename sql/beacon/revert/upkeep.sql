-- Revert beacon:upkeep
begin;
drop function beacon_api.leave_classroom(uuid);
drop index beacon.proofs_by_time;
drop function beacon.prune();
commit;
