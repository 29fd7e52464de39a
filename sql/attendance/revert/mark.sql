-- Revert attendance:mark
begin;
drop function attendance.change(uuid, text, text, boolean, int, uuid, uuid, text,
    text, text);
drop function attendance.mark_all(uuid, uuid, text, uuid, uuid, date, json, text,
    text);
drop function attendance.marked(attendance.records, uuid, text, text);
drop function attendance.mark(uuid, uuid, text, uuid, uuid, uuid, uuid, date, text,
    text, text, text);
drop function attendance.subject_of(uuid, uuid, text, uuid, uuid, uuid, uuid, date);
drop function attendance.may_mark(uuid, uuid, uuid, text);
drop function attendance.session_on(uuid, date);
commit;
