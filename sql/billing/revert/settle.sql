-- Revert billing:settle
begin;
drop function billing.settle_invoice(uuid);
drop function billing.post(uuid, uuid, text, text, int, text, text, bigint,
    text, timestamptz, text, uuid, uuid, text, int);
commit;
