-- Verify grading:api
begin;
select id, student_id, course_id, score, graded_at from grading_api.recent_grades where false;
select id, course_id, name, weight from grading_api.assignments where false;
do $$
begin
	assert has_table_privilege('lyceum_courses', 'grading_api.recent_grades', 'select');
	assert not has_schema_privilege('lyceum_courses', 'grading', 'usage');
end
$$;
rollback;
