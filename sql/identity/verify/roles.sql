-- Verify identity:roles
begin;
do $$
begin
	assert (select count(*) >= 24 from identity.permissions), 'permissions';
	assert (select count(*) >= 24 from identity.default_permissions where role = 'admin'),
	    'an administrator may do everything';
	assert not exists (select from identity.default_permissions
	    where role in ('dev', 'parent') and permission !~ '\.(read|list)$'
	    and permission <> 'beacons.update'), 'read only';
	assert not exists (select from identity.default_permissions
	    where role = 'student' and permission ~ '^grades\.(create|update|delete)'),
	    'students do not grade';
end
$$;
select school_id, role, permission from identity.role_permissions where false;
select school_id, version from identity.role_versions where false;
rollback;
