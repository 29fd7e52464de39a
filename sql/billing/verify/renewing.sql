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
rollback;
