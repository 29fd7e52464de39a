-- Verify identity:billing
begin;
do $$
begin
	assert (select count(*) from identity.default_permissions
	    where permission = 'payments.create') = 3;
	assert not exists (select from identity.default_permissions
	    where permission in ('payments.refund', 'ledger.read') and role <> 'admin');
	assert not exists (select from identity.default_permissions
	    where permission ~ '^payments\.' and role = 'teacher');
	assert not exists (select from unnest(array['lyceum_auth', 'lyceum_courses',
	    'lyceum_grades', 'lyceum_beacon', 'lyceum_payments']) r
	    where has_function_privilege(r, 'identity.add_permissions(text[])', 'execute')
	       or has_function_privilege(r, 'identity.take_permissions(text[])', 'execute'));
	perform identity.add_permissions(array[['verify.read', 'Verify', 'admin dev']]);
	assert (select array_agg(d.role::text order by d.role::text)
	    from identity.default_permissions d
	    where d.permission = 'verify.read') = array['admin', 'dev'];
	assert (select count(*) from identity.role_permissions p
	    where p.permission = 'verify.read')
	    = 2 * (select count(*) from identity.role_versions);
	perform identity.take_permissions(array['verify.read']);
	assert not exists (select from identity.permissions where name = 'verify.read');
end
$$;
do $$
begin
	assert has_table_privilege('lyceum_payments', 'identity_api.contacts', 'select');
end
$$;
rollback;
