-- beacons(school_id uuid, q text, limit bigint, after_key text, after_id uuid) many
select b.id, b.name, b.kind, b.classroom_id, b.classroom_name, b.firmware,
       b.is_active, b.battery, b.battery_low, b.last_seen_at, b.health,
       b.state as _state,
       (select count(*) from beacon.alarms a where a.beacon_id = b.id
	   and a.at > now() - interval '1 day') as alarm_count,
       b.version, b.name as _key
  from beacon.shown b
 where b.school_id = :school_id
   and (:q::text is null
	or platform.fold(b.name || ' ' || coalesce(b.classroom_name, ''))
	like platform.like_words(:q::text))
   and (b.name, b.id) > (coalesce(:after_key::text, ''),
	coalesce(:after_id::uuid, '00000000-0000-0000-0000-000000000000'))
 order by b.name, b.id limit :limit::bigint
