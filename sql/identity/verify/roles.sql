-- Verify identity:roles
begin;
do $$
begin
	assert (select count(*) >= 24 from identity.permissions), 'permissions';
	assert (select count(*) >= 24 from identity.default_permissions where role = 'admin'),
	    'an administrator may do everything';
	-- Later a parent may pay: what is added to this does not count.
	assert not exists (select from identity.default_permissions
	    where permission !~ '\.(read|list)$' and permission <> 'beacons.update'
	    and (role = 'dev' or role = 'parent' and permission ~
		'^(users|subjects|courses|enrollments|grades|attendance)\.')),
	    'read only';
	assert not exists (select from identity.default_permissions
	    where role = 'student' and permission ~ '^grades\.(create|update|delete)'),
	    'students do not grade';
end
$$;
select school_id, role, permission from identity.role_permissions where false;
select school_id, version from identity.role_versions where false;
select 'identity.set_permissions(uuid, text, jsonb, integer)'::regprocedure
 where false;
rollback;
