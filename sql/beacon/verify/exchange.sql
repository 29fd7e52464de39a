-- Verify beacon:exchange
begin;
do $$
begin
	assert has_function_privilege('lyceum_beacon', 'beacon.take_frame(uuid, uuid,
	    uuid, uuid, bigint, bigint, bytea, bytea, jsonb, text, text)', 'execute');
	assert has_function_privilege('lyceum_beacon',
	    'beacon.raise_alarm(uuid, uuid, text, text, text, text)', 'execute');
end
$$;
rollback;
