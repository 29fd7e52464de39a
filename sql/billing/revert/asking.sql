-- Revert billing:asking
begin;
drop function billing.ask_customer(uuid, uuid, boolean);
drop function billing.note_refund(uuid);
drop function billing.note_payment(uuid, uuid, uuid, uuid, numeric, text, text,
    text, int, text, text, text);
drop function billing.refund_refused(uuid, text);
drop function billing.ask_refund(uuid, uuid, uuid, bytea, bytea, numeric, text,
    text);
drop function billing.reserve(billing.payments, bigint, uuid, text, text);
drop function billing.reserved_anew(uuid);
drop function billing.payment_refused(uuid, text, text);
drop function billing.keep_intent(uuid, text);
drop function billing.ask_payment(uuid, uuid, text, bytea, bytea, uuid, uuid,
    int, numeric, text, text, text, int, text);
drop function billing.payment_for(uuid, uuid, billing.wanted);
drop function billing.is_open(billing.payments);
drop function billing.wanted_freely(uuid, uuid, numeric, text, text, text, int,
    text);
drop function billing.wanted_of(uuid, uuid, text, uuid, int);
drop type billing.wanted;
drop function billing.left_of(billing.invoices, int);
drop function billing.payable(uuid, uuid, text, uuid);
drop function billing.ask_alone(uuid);
drop function billing.account_of(uuid, uuid, text, uuid);
drop function billing.asked_with(bytea, bytea, uuid);
drop function billing.asked_before(bytea, bytea);
drop table billing.request_keys;
commit;
