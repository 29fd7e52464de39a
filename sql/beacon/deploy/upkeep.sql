-- Deploy beacon:upkeep
begin;

-- What only refuses a repetition goes when its time alone refuses it: proofs
-- after 150 seconds at the latest (60 before the frame, 30 behind it, and the
-- 30 by which its clock may be off either way), tokens when they have ended.
-- An hour, in case the server's clock is set back.
create function beacon.prune() returns bigint
language plpgsql set search_path = '' as $$
declare
	n bigint;
	m bigint;
begin
	delete from beacon.proofs where at < now() - interval '1 hour';
	get diagnostics n = row_count;
	delete from beacon.tokens where expires_at < now() - interval '1 hour';
	get diagnostics m = row_count;
	return n + m;
end
$$;
create index proofs_by_time on beacon.proofs (at);

-- A classroom that is deleted takes itself off what hangs in it: their names,
-- or null.
create function beacon_api.leave_classroom(classroom uuid) returns text
language sql volatile security definer
begin atomic
	with b as (
		update beacon.beacons b
		   set classroom_id = null, updated_at = now(), version = b.version + 1
		 where b.classroom_id = classroom
		returning b.name
	)
	select string_agg(b.name, ', ' order by b.name) from b;
end;

-- Those that were deleted before.
update beacon.beacons b
   set classroom_id = null, updated_at = now(), version = b.version + 1
 where b.classroom_id is not null and not exists (
	select from academics_api.classrooms k where k.id = b.classroom_id);

revoke execute on function beacon_api.leave_classroom(uuid) from public;
grant execute on function beacon_api.leave_classroom(uuid) to lyceum_courses;

commit;
