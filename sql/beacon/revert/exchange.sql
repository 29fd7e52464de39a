-- Revert beacon:exchange
begin;
drop function beacon.take_frame(uuid, uuid, uuid, uuid, bigint, bigint, bytea,
    bytea, jsonb, text, text);
drop function beacon.raise_alarm(uuid, uuid, text, text, text, text);
commit;
