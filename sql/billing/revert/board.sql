-- Revert billing:board
begin;
drop function billing.account(uuid, uuid);
drop function billing.words(json);
drop view billing.figures;
drop function billing.school_of_event(uuid, text);
drop function billing.only_school();
drop index billing.ledger_by_time;
drop index billing.stripe_events_failed;
drop table billing.reconciliations;
drop trigger difference_school on billing.differences;
drop function billing.difference_school();
drop index billing.difference_once;
alter table billing.differences drop column school_id, drop column resolved_at;
drop view billing.dues;
commit;
