-- Revert billing:today
begin;
drop view billing_api.today;
commit;
