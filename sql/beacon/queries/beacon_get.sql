-- beacon_get(id uuid, school_id uuid) one
select b.id, b.name, b.kind, b.classroom_id, k.name as classroom_name, b.firmware,
       encode(b.tag_uid, 'hex') as tag_uid, b.is_active, s.battery,
       coalesce(s.battery < 20, false) as battery_low,
       greatest(b.last_seen_at, s.heartbeat_at) as last_seen_at,
       case when not b.is_active then 'inactive' when b.kind = 'nfc' then 'tag'
	    when s.heartbeat_at is null then 'new'
	    when s.heartbeat_at < now() - interval '5 minutes' then 'silent'
	    else 'online' end as health,
       case when not b.is_active then 'inactive' when b.kind = 'nfc' then 'tag'
	    when s.heartbeat_at is null then 'new'
	    when s.heartbeat_at < now() - interval '5 minutes' then 'late'
	    else 'active' end as _state,
       b.kind = 'nfc' as _is_tag, b.created_at, b.updated_at, b.version
  from beacon.beacons b
  join beacon.state s on s.beacon_id = b.id
  left join academics_api.classrooms k on k.id = b.classroom_id
 where b.id = :id and b.school_id = :school_id
