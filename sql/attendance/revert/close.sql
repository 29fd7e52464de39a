-- Revert attendance:close
begin;
drop function attendance.secret_of(uuid);
drop function attendance.close_expired(timestamptz, int);
drop function attendance.close(uuid, uuid, uuid, text);
drop function attendance.sweep(uuid[], uuid);
commit;
