-- beacon_get(id uuid, school_id uuid) one
select b.id, b.name, b.kind, b.classroom_id, b.classroom_name, b.firmware,
       encode(b.tag_uid, 'hex') as tag_uid, b.is_active, b.battery, b.battery_low,
       b.last_seen_at, b.health, b.state as _state, b.kind = 'nfc' as _is_tag,
       b.created_at, b.updated_at, b.version
  from beacon.shown b
 where b.id = :id and b.school_id = :school_id
