-- Verify beacon:beacons
begin;
select id, school_id, name, firmware, is_active, last_seen_at, version
  from beacon.beacons where false;
select id, name from beacon_api.beacons where false;
do $$
begin
	assert has_table_privilege('lyceum_beacon', 'beacon.beacons', 'update');
	assert not has_schema_privilege('lyceum_courses', 'beacon', 'usage');
end
$$;
select 'beacon.beacons_of_school'::regclass where false;
rollback;
