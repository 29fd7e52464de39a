-- Verify identity:users
begin;
insert into identity.users (school_id, email, role, full_name)
values (platform.uuid7(), 'Zoe.Verify@example.org', 'student', 'Zoë Verify');
do $$
declare
	which text;
begin
	insert into identity.users (school_id, email, role, full_name)
	values (platform.uuid7(), 'zoe.verify@EXAMPLE.org', 'student', 'Another');
	assert false, 'one address, two accounts';
exception when unique_violation then
	get stacked diagnostics which = constraint_name;
	assert which = 'email_taken', which;
end
$$;
do $$
begin
	assert (select count(*) = 1 from identity.users
	    where search like platform.like_words('zoe verify')), 'not found by name';
	assert not has_table_privilege('lyceum_auth', 'identity.users', 'delete');
	assert not has_schema_privilege('lyceum_courses', 'identity', 'usage');
end
$$;
select person_id, relative_id, kind from identity.relations where false;
select 'identity.relations_relative'::regclass,
       'identity.student_number_taken'::regclass, 'identity.users_active'::regclass,
       'identity.users_by_name'::regclass, 'identity.users_search'::regclass
 where false;
rollback;
