-- devices(id uuid, school_id uuid, limit bigint, after_key text, after_id uuid) many
-- Of a student, the newest first: ids of version 7 grow with time.
select d.id, d.user_id, d.name,
       left(encode(sha256(d.public_key), 'hex'), 16) as fingerprint,
       d.bound_at, d.active_from, d.revoked_at,
       case when d.revoked_at <= now() then 'removed'
	    when d.active_from > now() then 'waiting'
	    else 'active' end as state,
       coalesce(d.revoked_at <= now(), false) as is_removed,
       d.active_from <= now() and d.revoked_at is null as is_active,
       d.active_from > now() and d.revoked_at is null as is_waiting,
       coalesce(d.active_from <= now() and d.revoked_at > now(), false) as is_leaving,
       d.id::text as _key
  from identity.devices d
 where d.user_id = :id and d.school_id = :school_id
   and (:after_key::text is null
	or d.id < coalesce(:after_id::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
 order by d.id desc limit :limit::bigint
