-- Verify academics:api
begin;
select id, code, name, timezone, self_registration from academics_api.schools where false;
select id, school_id, code, name, teacher_id from academics_api.courses where false;
select course_id, teacher_id from academics_api.course_teachers where false;
select teacher_id, student_id, course_id from academics_api.teacher_students where false;
select id, student_id, course_id, status from academics_api.enrollments where false;
do $$
begin
	assert not academics_api.teaches(platform.uuid7(), platform.uuid7());
	assert not academics_api.validate_student_course(platform.uuid7(), platform.uuid7());
	assert not academics_api.set_final_grade(platform.uuid7(), platform.uuid7(), 90, false);
	assert not has_schema_privilege('lyceum_grades', 'academics', 'usage');
	assert not has_function_privilege('lyceum_payments',
	    'academics_api.set_final_grade(uuid,uuid,numeric,boolean)', 'execute');
end
$$;
select 'academics_api.terms'::regclass where false;
rollback;
