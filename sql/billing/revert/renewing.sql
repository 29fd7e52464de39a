-- Revert billing:renewing
begin;
drop trigger subscription_settled on billing.invoices;
drop function billing.subscription_settled();
drop function billing.charge_taken(uuid, timestamptz);
drop function billing.charge_unknown(uuid, timestamptz);
drop function billing.begin_charge(uuid, uuid, timestamptz);
drop function billing.charge_failed(uuid, int, timestamptz);
drop function billing.charges_due(timestamptz, int);
drop function billing.renew(uuid, timestamptz);
drop function billing.subscriptions_due(timestamptz, int);
commit;
