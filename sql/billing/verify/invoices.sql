-- Verify billing:invoices
begin;
do $$
begin
	assert has_table_privilege('lyceum_payments', 'billing.invoices', 'insert');
	assert not has_table_privilege('lyceum_payments', 'billing.credit_notes', 'update');
	assert not has_table_privilege('lyceum_courses', 'billing.holds', 'select');
end
$$;
rollback;
