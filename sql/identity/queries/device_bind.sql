-- device_bind(id uuid, school_id uuid, me uuid, my_role text, name text,
--	public_key text, flash_key text) one
-- Keys come in hex.
select d.id, d.user_id, d.name,
       left(encode(sha256(d.public_key), 'hex'), 16) as fingerprint,
       d.bound_at, d.active_from,
       case when d.active_from > now() then 'waiting' else 'active' end as state,
       d.active_from > now() as is_waiting
  from identity.bind_device(:id, :school_id, :me, :my_role::text = 'admin',
	:name, decode(:public_key, 'hex'), decode(:flash_key, 'hex')) d
