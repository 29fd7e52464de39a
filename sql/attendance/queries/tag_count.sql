-- tag_count(id uuid, counter bigint) exec
-- Moves the count of a tag on; no row: that count was used, or is behind.
insert into beacon.state as s (beacon_id, last_counter, heartbeat_at)
values (:id, :counter, now())
on conflict (beacon_id) do update
set last_counter = excluded.last_counter, heartbeat_at = now()
where s.last_counter < excluded.last_counter
