-- beacon_create(school_id uuid, me uuid, name text, kind text, classroom_id uuid,
--	firmware text, tag_uid text, public_key text, totp_key text,
--	tag_key text) one
-- Keys come in hex.
with b as (
	insert into beacon.beacons (school_id, name, kind, classroom_id, firmware,
	    tag_uid)
	select :school_id, btrim(:name), :kind, :classroom_id::uuid,
	       nullif(:firmware, ''),
	       decode(:tag_uid, 'hex')
	 where :classroom_id::uuid is null
	    or academics_api.hold_classroom(:classroom_id::uuid, :school_id)
	    or platform.fail('invalid', 'That is not a classroom of this school.',
		'classroom_id')
	returning id, name, kind, classroom_id, firmware, tag_uid, is_active,
	    created_at, version
), k as (
	insert into beacon.keys (beacon_id, key_id, public_key, totp_key, tag_key,
	    created_by)
	select b.id, 1, decode(:public_key, 'hex'), decode(:totp_key, 'hex'),
	       decode(:tag_key, 'hex'), :me from b
	returning key_id
), s as (
	insert into beacon.state (beacon_id) select id from b
)
select b.id, b.name, b.kind, b.classroom_id, b.firmware,
       encode(b.tag_uid, 'hex') as tag_uid, b.is_active, b.created_at, b.version,
       k.key_id
  from b, k
