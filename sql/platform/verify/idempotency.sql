-- Verify platform:idempotency
begin;
select principal, key, route, request_sha256, status, headers, response, created_at
  from platform.idempotency where false;
do $$
begin
	assert has_table_privilege('lyceum_grades', 'platform.idempotency', 'select');
	assert has_column_privilege('lyceum_grades', 'platform.idempotency', 'status', 'update');
	assert not has_column_privilege('lyceum_grades', 'platform.idempotency', 'request_sha256', 'update');
	assert not has_table_privilege('lyceum_grades', 'platform.idempotency', 'delete');
	assert not has_function_privilege('lyceum_grades', 'platform.prune()', 'execute');
end
$$;
select 'platform.idempotency_age'::regclass where false;
rollback;
