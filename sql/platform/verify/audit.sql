-- Verify platform:audit
begin;
do $$
begin
	insert into platform.audit (action) values ('verify');
	begin
		update platform.audit set action = 'other' where action = 'verify';
		assert false, 'an audit row was changed';
	exception when insufficient_privilege then null;
	end;
	begin
		delete from platform.audit where action = 'verify';
		assert false, 'an audit row was deleted';
	exception when insufficient_privilege then null;
	end;
	assert has_column_privilege('lyceum_auth', 'platform.audit', 'action', 'insert');
	assert not has_table_privilege('lyceum_auth', 'platform.audit', 'update');
	assert not has_table_privilege('lyceum_auth', 'platform.audit', 'select');
end
$$;
select 'platform.audit_age'::regclass where false;
do $$
begin
	assert (select count(*) = 1 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('platform.audit'::regclass, 'append_only_truncate')));
end
$$;
rollback;
