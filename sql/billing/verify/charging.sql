-- Verify billing:charging
begin;
select course_id, school_id, price, price_minor, price_currency, holds_seat,
       instalments, hold_minutes from billing_api.course_prices where false;
select id, enrollment_id, course_id, student_id, invoice_id, status, expires_at,
       total, total_minor, currency from billing_api.holds where false;
do $$
begin
	assert billing.part_due('2026-01-31', 2) = '2026-02-28';
	assert billing.part_due('2026-01-31', 3) = '2026-03-31';
	assert billing.expire_hold(platform.uuid7(), now()) = 'gone';
	assert (select count(*) = 3 from pg_trigger t
	    where t.tgrelid = 'academics.enrollments'::regclass
	      and t.tgname like 'priced%');
end
$$;
select 'billing.bill_fee(billing.fees, uuid, text, uuid, text, uuid)'::regprocedure,
       'billing.charge_fee(uuid, uuid, uuid, uuid, uuid, integer)'::regprocedure,
       'billing.charge_one(billing.fees, uuid, text, uuid, text, '
           'uuid)'::regprocedure,
       'billing.charge_seat(billing.fees, uuid, uuid)'::regprocedure,
       'billing.currency_of(text, uuid)'::regprocedure,
       'billing.day_of(text, text)'::regprocedure,
       'billing.draft(uuid, uuid, text, text, text, bigint, uuid, uuid, date, '
           'integer, text, integer, uuid, uuid)'::regprocedure,
       'billing.fee_owers(billing.fees, uuid, uuid, integer)'::regprocedure,
       'billing.fee_scope(uuid, text, uuid, uuid, boolean)'::regprocedure,
       'billing.intents_to_cancel(timestamptz, integer)'::regprocedure,
       'billing.payable_intent(billing.payments)'::regprocedure,
       'billing.positive(bigint, text)'::regprocedure,
       'billing.seat_given_back(uuid, uuid, uuid)'::regprocedure,
       'billing.seat_settled()'::regprocedure,
       'billing.seat_words(billing.fees)'::regprocedure,
       'billing.tax_of(uuid, uuid)'::regprocedure,
       'billing.void_left(integer)'::regprocedure
 where false;
do $$
begin
	assert (select count(*) = 1 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('billing.invoices'::regclass, 'seat_settled')));
end
$$;
rollback;
