-- Revert billing:subscribing
begin;
drop function billing.resume_subscription(uuid, uuid, uuid, text);
drop function billing.cancel_subscription(uuid, uuid, uuid, text, boolean);
drop function billing.change_subscription(uuid, uuid, uuid, text, uuid, int, text,
    int, timestamptz);
drop function billing.take_subscription(uuid, uuid, uuid, text, int);
drop function billing.subscribe(uuid, uuid, text, uuid, uuid, int, uuid, text,
    timestamptz);
drop function billing.payer_of(uuid, uuid, text, uuid);
drop function billing.affordable(bigint, int);
drop function billing.bill_rest(billing.subscriptions, uuid);
drop function billing.bill_subscription(billing.subscriptions, boolean, uuid);
drop function billing.keep_above_nothing(uuid);
drop function billing.take_prorations(billing.subscriptions, uuid);
drop function billing.spoken(timestamptz);
drop function billing.times(int, text);
drop function billing.prorated(bigint, timestamptz, timestamptz, timestamptz, int);
drop function billing.period_at(timestamptz, text, int, int);
drop table billing.prorations;
drop index billing.invoices_of_subscription;
alter table billing.subscriptions
	drop column anchor_no, drop column tries, drop column first_try_at,
	drop column next_try_at;
commit;
