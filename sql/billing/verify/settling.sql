-- Verify billing:settling
begin;
select billing.settle_payment(platform.uuid7());
select from billing.derive('{}');
rollback;
