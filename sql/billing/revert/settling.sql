-- Revert billing:settling
begin;
drop function billing.settle_payment(uuid);
drop function billing.tell(billing.settling[]);
drop function billing.settle_payments(uuid[]);
drop function billing.book(billing.settling[]);
drop function billing.number_receipts(billing.settling[]);
drop function billing.derive(uuid[]);
drop function billing.take_disputes(uuid[]);
drop function billing.take_refunds(uuid[]);
revoke insert (at) on billing.payment_history from lyceum_payments;
drop type billing.settling;
drop type billing.change;
commit;
