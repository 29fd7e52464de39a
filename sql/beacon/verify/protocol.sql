-- Verify beacon:protocol
begin;
select beacon_id, key_id, public_key, revoked_at from beacon.keys where false;
select beacon_id, last_seq, last_step, chain from beacon.state where false;
select session_id, student_id, round from beacon.proofs where false;
select id, kind, classroom_id from beacon_api.beacons where false;
do $$
begin
	assert not has_table_privilege('lyceum_courses', 'beacon.keys', 'select');
end
$$;
select 'beacon.alarms_of_beacon'::regclass, 'beacon.key_taken'::regclass,
       'beacon.alarms'::regclass, 'beacon.tokens'::regclass
 where false;
select tag_uid from beacon.beacons where false;
do $$
begin
	assert (select count(*) = 3 from pg_constraint x
	    where (x.conrelid, x.conname) in (
		('beacon.beacons'::regclass, 'beacons_kind_check'),
		('beacon.beacons'::regclass, 'beacons_tag_uid_check'),
		('beacon.beacons'::regclass, 'tag_taken')));
end
$$;
rollback;
