-- Verify beacon:beacons
begin;
select id, school_id, name, room, signature_key, firmware, is_active,
       last_seen_at, version
  from beacon.beacons where false;
select id, name, room from beacon_api.beacons where false;
do $$
begin
	assert has_table_privilege('lyceum_beacon', 'beacon.beacons', 'update');
	assert not has_schema_privilege('lyceum_courses', 'beacon', 'usage');
end
$$;
rollback;
