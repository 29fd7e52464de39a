-- beacon_key_add(id uuid, school_id uuid, me uuid, public_key text, totp_key text,
--	tag_key text, restart boolean) one
-- A device that starts anew has nothing of what it sent before: its sequence
-- and chain begin again, and no key that signed the old ones counts any more.
with b as (
	select b.id, b.name, b.kind from beacon.beacons b
	 where b.id = :id and b.school_id = :school_id and b.is_active for update
), old as (
	update beacon.keys k set revoked_at = now() from b
	 where k.beacon_id = b.id and k.revoked_at is null
	   and coalesce(:restart::boolean, false)
), s as (
	update beacon.state s set last_seq = 0, chain = decode(repeat('00', 32), 'hex'),
	       last_counter = -1
	  from b where s.beacon_id = b.id and coalesce(:restart::boolean, false)
)
insert into beacon.keys (beacon_id, key_id, public_key, totp_key, tag_key, created_by)
select b.id, (select max(k.key_id) + 1 from beacon.keys k where k.beacon_id = b.id),
       decode(:public_key, 'hex'), decode(:totp_key, 'hex'), decode(:tag_key, 'hex'),
       :me
  from b
on conflict (beacon_id, key_id) do nothing
returning beacon_id as id, key_id, created_at
