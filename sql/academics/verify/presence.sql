-- Verify academics:presence
begin;
select id, name, seats, is_active, version from academics.classrooms where false;
select group_id, student_id from academics.group_members where false;
select id, course_id, starts_at, opens_at, closes_at, ends_at, closed_at
  from academics_api.sessions where false;
do $$
begin
	assert not academics_api.validate_teacher_session(platform.uuid7(), platform.uuid7());
	assert not academics_api.close_session(platform.uuid7(), platform.uuid7(), null);
	assert not exists (select from academics_api.session_students(platform.uuid7()));
	assert not has_table_privilege('lyceum_beacon', 'academics.sessions', 'select');
end
$$;
rollback;
