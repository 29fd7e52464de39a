-- Deploy beacon:shown
begin;

-- A beacon as pages and lists show it: with its room, and how it is.
create view beacon.shown as
select b.id, b.school_id, b.name, b.kind, b.classroom_id, k.name as classroom_name,
       b.firmware, b.tag_uid, b.is_active, s.battery,
       coalesce(s.battery < 20, false) as battery_low,
       greatest(b.last_seen_at, s.heartbeat_at) as last_seen_at, h.health,
       case h.health when 'silent' then 'late' when 'online' then 'active'
	    else h.health end as state,
       b.created_at, b.updated_at, b.version
  from beacon.beacons b
  join beacon.state s on s.beacon_id = b.id
  left join academics_api.classrooms k on k.id = b.classroom_id
 cross join lateral (select case when not b.is_active then 'inactive'
	when b.kind = 'nfc' then 'tag'
	when s.heartbeat_at is null then 'new'
	when s.heartbeat_at < now() - interval '5 minutes' then 'silent'
	else 'online' end) h(health);

grant select on beacon.shown to lyceum_beacon;

commit;
