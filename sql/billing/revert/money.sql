-- Revert billing:money
begin;
drop function billing.sees(uuid, uuid, text);
drop function billing.next_number(uuid, text, text, timestamptz);
drop table billing.counters;
drop table billing.settings;
drop function billing.minor(numeric, text, text);
drop function billing.rounded(numeric, text);
drop function billing.major(bigint, text);
drop table billing.currencies;
commit;
