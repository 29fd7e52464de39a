-- Revert billing:home
begin;
drop view billing_api.to_pay;
commit;
