-- Revert attendance:sign
begin;
drop function attendance.decided(attendance.signatures, uuid);
drop function attendance.decide(uuid, text, uuid, text, uuid, text, int, text, text);
drop function attendance.may_decide(uuid, uuid, uuid, text);
drop function attendance.again(attendance.signatures, text, uuid, boolean, text, text);
drop function attendance.sign(uuid, uuid, text, uuid, uuid, text, text, uuid, uuid,
    uuid, jsonb, text, timestamptz, text, text);
drop function attendance.confirm(uuid, timestamptz);
drop function attendance.shown(attendance.signatures, boolean);
drop function attendance.note(attendance.signatures, text, uuid, text, text);
drop function attendance.count_in(attendance.signatures, uuid, boolean, text);
drop function attendance.keep_record(attendance.signatures, text, uuid, boolean);
drop function attendance.may_use(text, text);
drop function attendance.words(text);
drop function attendance.lock_session(uuid, boolean);
drop type attendance.signed;
commit;
