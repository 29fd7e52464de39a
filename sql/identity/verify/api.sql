-- Verify identity:api
begin;
do $$
declare
	s uuid := platform.uuid7();
begin
	perform identity_api.init_school(s);
	assert (select count(*) = 5 from identity_api.role_matrix where school_id = s);
	assert (select permissions @> '{grades.create}' from identity_api.role_matrix
	    where school_id = s and role = 'teacher'), 'teachers grade';
	assert has_table_privilege('lyceum_grades', 'identity_api.people', 'select');
	assert not has_table_privilege('lyceum_beacon', 'identity_api.contacts', 'select');
	assert not has_function_privilege('lyceum_courses', 'identity_api.init_school(uuid)', 'execute');
	assert not exists (select from information_schema.columns
	    where table_schema = 'identity_api' and column_name like 'password%'),
	    'hashes leave identity';
end
$$;
select * from identity_api.revoked_since(now()) where false;
select parent_id, student_id from identity_api.wards where false;
select 'identity_api.session_by_hash(bytea)'::regprocedure,
       'identity_api.numbers'::regclass, 'identity_api.signed_in'::regclass
 where false;
rollback;
