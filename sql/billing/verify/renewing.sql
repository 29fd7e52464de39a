-- Verify billing:renewing
begin;
do $$
begin
	assert billing.renew(platform.uuid7(), now()) = 0;
	assert billing.charge_failed(platform.uuid7(), 0, now()) is null;
	assert (select b.payment_id from billing.begin_charge(platform.uuid7(),
	    platform.uuid7(), now()) b) is null;
end
$$;
select subscription_id, invoice_id from billing.charges_due('-infinity', 1);
select billing.subscriptions_due('-infinity', 1);
select 'billing.charge_taken(uuid, timestamptz)'::regprocedure,
       'billing.charge_unknown(uuid, timestamptz)'::regprocedure,
       'billing.subscription_settled()'::regprocedure
 where false;
do $$
begin
	assert (select count(*) = 1 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('billing.invoices'::regclass, 'subscription_settled')));
end
$$;
rollback;
