-- beacons(school_id uuid, q text, limit bigint, after_key text, after_id uuid) many
select b.id, b.name, b.kind, b.classroom_id, k.name as classroom_name, b.firmware,
       b.is_active, s.battery, coalesce(s.battery < 20, false) as battery_low,
       greatest(b.last_seen_at, s.heartbeat_at) as last_seen_at,
       case when not b.is_active then 'inactive' when b.kind = 'nfc' then 'tag'
	    when s.heartbeat_at is null then 'new'
	    when s.heartbeat_at < now() - interval '5 minutes' then 'silent'
	    else 'online' end as health,
       case when not b.is_active then 'inactive' when b.kind = 'nfc' then 'tag'
	    when s.heartbeat_at is null then 'new'
	    when s.heartbeat_at < now() - interval '5 minutes' then 'late'
	    else 'active' end as _state,
       (select count(*) from beacon.alarms a where a.beacon_id = b.id
	   and a.at > now() - interval '1 day') as alarm_count,
       b.version, b.name as _key
  from beacon.beacons b
  join beacon.state s on s.beacon_id = b.id
  left join academics_api.classrooms k on k.id = b.classroom_id
 where b.school_id = :school_id
   and (:q::text is null or platform.fold(b.name || ' ' || coalesce(k.name, ''))
	like platform.like_words(:q::text))
   and (b.name, b.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by b.name, b.id limit :limit::bigint
