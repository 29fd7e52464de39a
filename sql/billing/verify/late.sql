-- Verify billing:late
begin;
do $$
begin
	assert billing.late_since(platform.uuid7()) is null;
	assert not has_function_privilege('lyceum_payments',
	    'billing.late_fees(timestamptz, int)', 'execute');
end
$$;
rollback;
