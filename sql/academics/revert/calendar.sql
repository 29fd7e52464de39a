-- Revert academics:calendar
begin;
drop table academics.calendar_links;
drop function academics.monday(text, uuid);
drop function academics.session_change(uuid, uuid, uuid, text, boolean, int, text,
    timestamptz, timestamptz, boolean, int, boolean, jsonb, jsonb, jsonb, boolean,
    boolean);
drop function academics.session_create(uuid, uuid, uuid, text, boolean, text,
    timestamptz, timestamptz, boolean, int, jsonb, jsonb, jsonb);
drop function academics.session_links(uuid, uuid, uuid[], uuid[], uuid[]);
drop function academics.ids(jsonb, text);
drop function academics.room_alone(uuid, text);
drop function academics.rooms_of(uuid);
drop function academics.room_clashes(uuid);
drop function academics.session_alone(uuid, uuid, timestamptz, uuid);
drop function academics.plan_lock(uuid);
drop function academics.session_times(timestamptz, timestamptz);
drop function academics.session_signed(uuid);
drop function academics.session_preferences(uuid, text, boolean, boolean);
drop function academics.may_plan(uuid, uuid, uuid, text);
drop view academics.session_lines;
drop function academics.sessions_for(uuid, uuid, text, timestamptz, timestamptz,
    uuid, uuid, uuid);
drop function academics.session_open_to(uuid, uuid, text);
drop function academics.course_open_to(uuid, uuid, text);
drop function academics.school_today(uuid);
drop function academics.school_instant(uuid, date, text);
drop function academics.instant(timestamp, text);
commit;
