-- Revert billing:charging
begin;
drop view billing_api.holds;
drop view billing_api.course_prices;
drop trigger seat_settled on billing.invoices;
drop trigger priced_drop on academics.enrollments;
drop trigger priced_update on academics.enrollments;
drop trigger priced_insert on academics.enrollments;
drop function billing.late_fees(timestamptz, int);
drop function billing.late_since(uuid);
drop function billing.void_left(int);
drop function billing.intents_to_cancel(timestamptz, int);
drop function billing.expire_hold(uuid, timestamptz);
drop function billing.seat_settled();
drop function billing.seat_left();
drop function billing.seat_taken();
drop function billing.seat_given_back(uuid, uuid, uuid);
drop function billing.charge_seat(billing.fees, uuid, uuid);
drop function billing.charge_fee(uuid, uuid, uuid, uuid, int);
drop function billing.fee_owers(billing.fees);
drop function billing.seat_words(billing.fees);
drop function billing.bill_fee(billing.fees, uuid, text, uuid, text, uuid);
drop function billing.draft(uuid, uuid, text, text, text, bigint, uuid, uuid, date,
    int, text, int, uuid, uuid);
drop function billing.part_due(date, int);
drop function billing.tax_of(uuid, uuid);
revoke execute on function billing.major(bigint, text) from lyceum_courses;
commit;
