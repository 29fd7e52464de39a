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
end
$$;
rollback;
