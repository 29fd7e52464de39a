-- Verify billing:subscribing
begin;
select id, subscription_id, description, kind, is_taxable, amount_minor, invoice_id,
       at from billing.prorations where false;
select anchor_no, tries, first_try_at, next_try_at from billing.subscriptions where false;
do $$
declare
	a constant timestamptz := '2027-01-31 09:00+00';
begin
	assert billing.period_at(a, 'month', 1, 1) = '2027-02-28 09:00+00';
	assert billing.period_at(a, 'month', 1, 2) = '2027-03-31 09:00+00';
	assert billing.period_at(a, 'month', 3, 1) = '2027-04-30 09:00+00';
	assert billing.period_at('2028-02-29 00:00+00', 'year', 1, 1) = '2029-02-28 00:00+00';
	assert billing.prorated(3100, '2027-01-16 00:00+00', '2027-01-01 00:00+00',
	    '2027-02-01 00:00+00', 1) = 1600;
	assert billing.prorated(1, '2027-01-01 00:00:01+00', '2027-01-01 00:00+00',
	    '2027-01-01 00:00:02+00', 1) = 1;
end
$$;
select 'billing.affordable(bigint, integer)'::regprocedure,
       'billing.bill_rest(billing.subscriptions, uuid)'::regprocedure,
       'billing.bill_subscription(billing.subscriptions, boolean, '
           'uuid)'::regprocedure,
       'billing.cancel_subscription(uuid, uuid, uuid, text, boolean)'::regprocedure,
       'billing.change_subscription(uuid, uuid, uuid, text, uuid, integer, '
           'text, integer, timestamptz)'::regprocedure,
       'billing.keep_above_nothing(uuid)'::regprocedure,
       'billing.payer_of(uuid, uuid, text, uuid)'::regprocedure,
       'billing.resume_subscription(uuid, uuid, uuid, text)'::regprocedure,
       'billing.spoken(timestamptz)'::regprocedure,
       'billing.subscribe(uuid, uuid, text, uuid, uuid, integer, uuid, text, '
           'timestamptz)'::regprocedure,
       'billing.take_prorations(billing.subscriptions, uuid)'::regprocedure,
       'billing.take_subscription(uuid, uuid, uuid, text, integer)'::regprocedure,
       'billing.times(integer, text)'::regprocedure,
       'billing.invoices_of_subscription'::regclass,
       'billing.prorations_of_subscription'::regclass
 where false;
rollback;
