-- Verify billing:settling
begin;
select billing.settle_payment(platform.uuid7());
select from billing.derive('{}');
select 'billing.number_receipts(billing.settling[])'::regprocedure where false;
do $$
begin
	assert has_column_privilege('lyceum_payments',
	    'billing.payment_history', 'at', 'insert');
end
$$;
rollback;
