-- Revert billing:reconcile
begin;
drop function billing.reconcile(timestamptz, int, int),
    billing.take_theirs(timestamptz), billing.compared(timestamptz),
    billing.unheard(), billing.unseen(timestamptz), billing.take_events();
drop table billing.theirs;
commit;
