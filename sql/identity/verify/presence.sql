-- Verify identity:presence
begin;
select id, user_id, public_key, active_from, revoked_at from identity.devices where false;
do $$
begin
	assert not identity_api.validate_student_device(platform.uuid7(), platform.uuid7());
	assert exists (select from identity.default_permissions
	    where role = 'student' and permission = 'signatures.create');
	assert not has_table_privilege('lyceum_beacon', 'identity.devices', 'select');
end
$$;
select 'identity.devices_of_user'::regclass where false;
rollback;
