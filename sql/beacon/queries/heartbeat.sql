-- heartbeat(token text, version text, battery int) one
-- The sessions that are on in its room: for these it collects proofs.
with t as (
	select t.beacon_id from beacon.tokens t
	  join beacon.keys k on k.beacon_id = t.beacon_id and k.key_id = t.key_id
	   and k.revoked_at is null
	 where t.token_sha256 = decode(:token, 'hex') and t.expires_at > now()
), b as (
	update beacon.beacons b
	   set firmware = coalesce(:version, b.firmware), last_seen_at = now()
	  from t where b.id = t.beacon_id and b.is_active
	returning b.id, b.school_id, b.classroom_id
), s as (
	update beacon.state s
	   set battery = coalesce(:battery::int, s.battery), heartbeat_at = now()
	  from b where s.beacon_id = b.id
)
select b.id, (extract(epoch from clock_timestamp()) * 1000)::bigint as now_ms,
       b.classroom_id, coalesce((
	select json_agg(json_build_object('id', k.id, 'name', k.name,
		'opens_ms', (extract(epoch from k.opens_at) * 1000)::bigint,
		'ends_ms', (extract(epoch from k.ends_at) * 1000)::bigint)
		order by k.starts_at, k.id)
	  from academics_api.session_classrooms c
	  join academics_api.sessions k on k.id = c.session_id
	 where c.classroom_id = b.classroom_id and k.school_id = b.school_id
	   and now() >= k.opens_at and now() < k.ends_at
	   and k.closed_at is null and not k.is_cancelled), '[]') as sessions
  from b
