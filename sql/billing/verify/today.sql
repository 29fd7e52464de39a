-- Verify billing:today
begin;
select school_id, currency, paid, refunded, payments, is_refunded from billing_api.today
 where false;
rollback;
