-- Revert billing:late
begin;
drop function billing.late_fees(timestamptz, int);
drop function billing.late_since(uuid);
commit;
