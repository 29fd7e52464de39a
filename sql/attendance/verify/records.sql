-- Verify attendance:records
begin;
select id, school_id, course_id, enrollment_id, student_id, date, status,
       marked_at, marked_by, notes, version
  from attendance.records where false;
select id, student_id, status from attendance_api.records where false;
do $$
begin
	assert has_table_privilege('lyceum_beacon', 'attendance.records', 'insert');
	assert not has_schema_privilege('lyceum_grades', 'attendance', 'usage');
end
$$;
select 'attendance.records_of_course'::regclass where false;
rollback;
