-- beacon_key_revoke(id uuid, school_id uuid, key text) exec
-- Revoked already is revoked.
update beacon.keys k set revoked_at = coalesce(k.revoked_at, now())
  from beacon.beacons b
 where b.id = :id and b.school_id = :school_id and k.beacon_id = b.id
   and k.key_id::text = :key
