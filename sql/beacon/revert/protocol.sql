-- Revert beacon:protocol
begin;
drop view beacon_api.beacons;
drop table beacon.alarms;
drop table beacon.proofs;
drop table beacon.tokens;
drop table beacon.state;
drop table beacon.keys;
alter table beacon.beacons
	drop constraint tag_taken,
	drop column tag_uid,
	drop column classroom_id,
	drop column kind,
	add column room text check (length(room) between 1 and 50),
	add column signature_key bytea;
create view beacon_api.beacons as
select id, school_id, name, room, is_active, last_seen_at from beacon.beacons;
grant select on beacon_api.beacons to lyceum_courses;
commit;
