-- Revert billing:invoices
begin;
drop table billing.holds;
drop table billing.credit_notes;
drop table billing.instalments;
drop table billing.redemptions;
drop table billing.charges;
drop table billing.invoice_lines;
drop table billing.invoices;
drop table billing.subscriptions;
drop table billing.plans;
drop table billing.fees;
drop table billing.coupons;
drop table billing.taxes;
drop domain billing.kind;
commit;
