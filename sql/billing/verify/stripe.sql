-- Verify billing:stripe
begin;
do $$
begin
	assert not has_column_privilege('lyceum_payments', 'billing.stripe_events', 'body', 'update');
	assert has_column_privilege('lyceum_payments', 'billing.stripe_events', 'applied_at', 'update');
	assert not has_table_privilege('lyceum_payments', 'billing.ledger', 'update');
end
$$;
select 'billing.disputes_of_payment'::regclass,
       'billing.disputes_of_school'::regclass, 'billing.paying_once'::regclass,
       'billing.payments_failed'::regclass, 'billing.payments_late'::regclass,
       'billing.payments_of_invoice'::regclass, 'billing.payments_unknown'::regclass,
       'billing.receipt_once'::regclass, 'billing.refunds_of_payment'::regclass,
       'billing.refunds_of_school'::regclass, 'billing.refunds_unknown'::regclass,
       'billing.stripe_events_age'::regclass,
       'billing.stripe_events_of_payment'::regclass,
       'billing.stripe_events_waiting'::regclass,
       'billing.stripe_objects_of_payment'::regclass, 'billing.customers'::regclass,
       'billing.differences'::regclass, 'billing.disputes'::regclass,
       'billing.refunds'::regclass, 'billing.stripe_objects'::regclass
 where false;
select asked_at, created_by, dispute_status, failure_code, failure_message, hold_late,
       invoice_id, method, paid_at, purpose, receipt_number, received_minor,
       refunded_minor, reserved_minor, stripe_key, version
  from billing.payments where false;
do $$
begin
	assert (select count(*) = 5 from pg_constraint x
	    where (x.conrelid, x.conname) in (
		('billing.payments'::regclass, 'currency_known'),
		('billing.payments'::regclass, 'payments_invoice_id_fkey'),
		('billing.payments'::regclass, 'payments_received_minor_check'),
		('billing.payments'::regclass, 'payments_stripe_key_key'),
		('billing.payments'::regclass, 'reserved')));
end
$$;
rollback;
