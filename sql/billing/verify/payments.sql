-- Verify billing:payments
begin;
do $$
declare
	p uuid;
begin
	insert into billing.payments (school_id, user_id, amount_minor, payment_type)
	values (platform.uuid7(), platform.uuid7(), 500000, 'tuition') returning id into p;
	insert into billing.payment_history (payment_id, status) values (p, 'pending');
	begin
		delete from billing.payment_history where payment_id = p;
		assert false, 'history was forgotten';
	exception when insufficient_privilege then null;
	end;
	assert has_table_privilege('lyceum_payments', 'billing.payments', 'update');
	assert not has_table_privilege('lyceum_payments', 'billing.payment_history', 'update');
	assert not has_schema_privilege('lyceum_courses', 'billing', 'usage');
end
$$;
select 'billing.payment_history_of_payment'::regclass,
       'billing.payments_of_school'::regclass, 'billing.payments_of_user'::regclass,
       'billing_api'::regnamespace
 where false;
do $$
begin
	assert (select count(*) = 1 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('billing.payment_history'::regclass, 'append_only_truncate')));
end
$$;
rollback;
