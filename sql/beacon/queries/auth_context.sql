-- auth_context(beacon_id uuid, key_id int) one
select b.school_id, b.is_active and b.kind = 'beacon' as is_active,
       encode(k.public_key, 'hex') as public_key,
       k.revoked_at is not null as is_revoked
  from beacon.beacons b
  left join beacon.keys k on k.beacon_id = b.id and k.key_id = :key_id
 where b.id = :beacon_id
