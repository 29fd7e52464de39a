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
rollback;
