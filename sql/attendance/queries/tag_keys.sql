-- tag_keys(uid text, school_id uuid) many
-- The keys of a tag that is in use.
select b.id, b.classroom_id, encode(k.tag_key, 'hex') as _key
  from beacon.beacons b
  join beacon.keys k on k.beacon_id = b.id
 where b.tag_uid = decode(:uid, 'hex') and b.school_id = :school_id
   and b.kind = 'nfc' and b.is_active and k.revoked_at is null
   and k.tag_key is not null
