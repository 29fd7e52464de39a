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
select 'academics_api.close_expired_sessions(timestamptz, integer)'::regprocedure,
       'academics_api.validate_classroom_session(uuid, uuid)'::regprocedure,
       'academics_api.validate_student_session(uuid, uuid)'::regprocedure,
       'academics.group_members_student'::regclass,
       'academics.holidays_of_school'::regclass,
       'academics.session_classrooms_room'::regclass,
       'academics.session_groups_group'::regclass,
       'academics.session_teachers_teacher'::regclass,
       'academics.sessions_of_course'::regclass,
       'academics.sessions_of_school'::regclass, 'academics.sessions_open'::regclass,
       'academics.groups'::regclass, 'academics.holidays'::regclass,
       'academics.session_classrooms'::regclass, 'academics_api.classrooms'::regclass,
       'academics_api.session_classrooms'::regclass
 where false;
do $$
begin
	assert has_function_privilege('lyceum_courses',
	    'academics_api.validate_teacher_session(uuid, uuid)', 'execute');
end
$$;
rollback;
