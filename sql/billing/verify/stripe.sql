-- Verify billing:stripe
begin;
do $$
begin
	assert not has_column_privilege('lyceum_payments', 'billing.stripe_events', 'body', 'update');
	assert has_column_privilege('lyceum_payments', 'billing.stripe_events', 'applied_at', 'update');
	assert not has_table_privilege('lyceum_payments', 'billing.ledger', 'update');
end
$$;
rollback;
