-- frame_context(beacon_id uuid, key_id int, session_id uuid, token text,
--	students json) many
-- A row for each proof, in their order: its student's device now.  Whether the
-- token is the beacon's is told, not asked: the answer names what is wrong.
select b.school_id, b.classroom_id, b.is_active and b.kind = 'beacon' as is_active,
       encode(k.public_key, 'hex') as public_key,
       encode(k.totp_key, 'hex') as totp_key,
       k.revoked_at is not null as is_revoked,
       exists (select from beacon.tokens t
	  join beacon.keys own on own.beacon_id = t.beacon_id
	   and own.key_id = t.key_id and own.revoked_at is null
	 where t.token_sha256 = decode(:token, 'hex') and t.expires_at > now()
	   and t.beacon_id = b.id) as has_token,
       encode(x.secret, 'hex') as secret, d.id as device_id,
       encode(d.public_key, 'hex') as device_key,
       encode(d.flash_key, 'hex') as flash_key
  from beacon.beacons b
  left join beacon.keys k on k.beacon_id = b.id and k.key_id = :key_id
  left join attendance.secrets x on x.session_id = :session_id
 cross join json_array_elements_text(:students) with ordinality p (student, place)
  left join lateral identity_api.device_at(p.student::uuid) d
    on d.school_id = b.school_id
 where b.id = :beacon_id
 order by p.place
