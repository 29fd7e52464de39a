-- beacon_recent_alarms(id uuid, school_id uuid) many
select a.id, a.kind, a.detail, a.at
  from beacon.beacons b
  join beacon.alarms a on a.beacon_id = b.id
 where b.id = :id and b.school_id = :school_id
 order by a.at desc, a.id desc limit 10
