-- Revert billing:ledger
begin;
drop view billing.owed;
drop view billing.postings;
drop table billing.ledger;
commit;
