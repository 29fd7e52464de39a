-- Verify academics:calendar
begin;
select user_id, school_id, secret, made_at from academics.calendar_links where false;
select id, date, starts, ends, state, rooms from academics.session_lines where false;
do $$
begin
	-- A time that is skipped, and one that comes twice.
	assert academics.instant('2027-03-28 02:30', 'Europe/Madrid') = '2027-03-28 01:30+00';
	assert academics.instant('2026-10-25 02:30', 'Europe/Madrid') = '2026-10-25 00:30+00';
	assert academics.instant('2026-10-25 09:00', 'Europe/Madrid') = '2026-10-25 08:00+00';
	assert not exists (select from academics.sessions_for(platform.uuid7(),
	    platform.uuid7(), 'student', '2026-01-01', '2026-02-01', null, null, null));
	assert not academics.session_open_to(platform.uuid7(), platform.uuid7(), 'teacher');
end
$$;
select 'academics.ids(jsonb, text)'::regprocedure,
       'academics.may_plan(uuid, uuid, uuid, text)'::regprocedure,
       'academics.monday(text, uuid)'::regprocedure,
       'academics.plan_lock(uuid)'::regprocedure,
       'academics.room_alone(uuid, text)'::regprocedure,
       'academics.room_clashes(uuid)'::regprocedure,
       'academics.rooms_of(uuid)'::regprocedure,
       'academics.school_instant(uuid, date, text)'::regprocedure,
       'academics.school_today(uuid)'::regprocedure,
       'academics.session_alone(uuid, uuid, timestamptz, uuid)'::regprocedure,
       'academics.session_change(uuid, uuid, uuid, text, boolean, integer, '
           'text, timestamptz, timestamptz, boolean, integer, boolean, jsonb, '
           'jsonb, jsonb, boolean, boolean)'::regprocedure,
       'academics.session_create(uuid, uuid, uuid, text, boolean, text, '
           'timestamptz, timestamptz, boolean, integer, jsonb, jsonb, '
           'jsonb)'::regprocedure,
       'academics.session_links(uuid, uuid, uuid[], uuid[], uuid[])'::regprocedure,
       'academics.session_preferences(uuid, text, boolean, boolean)'::regprocedure,
       'academics.session_signed(uuid)'::regprocedure,
       'academics.session_times(timestamptz, timestamptz)'::regprocedure,
       'academics.calendar_link_secret'::regclass
 where false;
rollback;
