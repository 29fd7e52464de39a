-- Revert beacon:beacons
begin;
drop view beacon_api.beacons;
drop table beacon.beacons;
drop schema beacon_api;
drop schema beacon;
commit;
