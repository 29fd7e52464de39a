-- Verify academics:billing
begin;
select id, school_id, name, is_active from academics_api.groups where false;
select group_id, student_id from academics_api.group_members where false;
select has_function_privilege('academics_api.release_seat(uuid, uuid)', 'execute');
rollback;
