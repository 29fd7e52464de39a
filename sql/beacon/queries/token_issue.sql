-- token_issue(beacon_id uuid, key_id int, t_ms bigint, token text, seconds int) one
-- A signed timestamp is good once: no row comes back for one that is not newer.
with s as (
	update beacon.state s set last_auth_ms = :t_ms, heartbeat_at = now()
	 where s.beacon_id = :beacon_id and s.last_auth_ms < :t_ms
	returning s.beacon_id
), old as (
	delete from beacon.tokens t using s
	 where t.beacon_id = s.beacon_id and t.expires_at < now()
)
insert into beacon.tokens (token_sha256, beacon_id, key_id, expires_at)
select decode(:token, 'hex'), s.beacon_id, :key_id, now() + make_interval(secs => :seconds)
  from s
returning beacon_id, expires_at
