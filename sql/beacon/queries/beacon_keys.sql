-- beacon_keys(id uuid, school_id uuid) many
-- Never what is secret: a public key is known by its digest.
select k.key_id, encode(substr(sha256(k.public_key), 1, 8), 'hex') as fingerprint,
       k.created_at, p.full_name as created_by_name, k.revoked_at,
       k.revoked_at is null as is_valid
  from beacon.beacons b
  join beacon.keys k on k.beacon_id = b.id
  left join identity_api.people p on p.id = k.created_by
 where b.id = :id and b.school_id = :school_id
 order by k.key_id desc
