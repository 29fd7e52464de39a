-- Revert billing:payments
begin;
drop table billing.payment_history;
drop table billing.payments;
drop schema billing_api;
drop schema billing;
commit;
