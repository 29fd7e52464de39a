-- Verify billing:upkeep
begin;
do $$
declare
	who constant uuid := platform.uuid7();
	school constant uuid := platform.uuid7();
	f record;
begin
	select * into f from billing.payment_for(school, who, billing.wanted_freely(
	    school, who, 12.5, 'USD', 'books', null, null, null));
	perform billing.asked_with('\x01', '\x02', f.payment),
	    billing.asked_with('\x03', '\x04', who);
	update billing.request_keys set at = now() - interval '1 year'
	 where object_id in (f.payment, who);
	update billing.payments set updated_at = now() - interval '1 year'
	 where id = f.payment;
	assert billing.prune() > 0;
	assert billing.asked_before('\x01', '\x02') = f.payment, 'of an open payment';
	assert billing.asked_before('\x03', '\x04') is null;
	assert not has_function_privilege('lyceum_payments', 'billing.prune()', 'execute');
end
$$;
select 'billing.request_keys_age'::regclass where false;
rollback;
