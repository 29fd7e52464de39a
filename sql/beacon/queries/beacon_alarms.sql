-- beacon_alarms(id uuid, school_id uuid, limit bigint, after_key text,
--	after_id uuid) many
-- Newest first: ids of version 7 grow with time.
select a.id, a.kind, a.detail, a.at, a.id::text as _key
  from beacon.beacons b
  join beacon.alarms a on a.beacon_id = b.id
 where b.id = :id and b.school_id = :school_id
   and (:after_key::text is null
	or a.id < coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by a.id desc limit :limit::bigint
