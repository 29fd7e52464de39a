-- Verify platform:outbox
begin;
select id, school_id, type, object_id, payload, at, delivered_at, tries
  from platform.outbox where false;
do $$
begin
	assert has_column_privilege('lyceum_courses', 'platform.outbox', 'payload', 'insert');
	assert not has_table_privilege('lyceum_courses', 'platform.outbox', 'select');
end
$$;
select 'platform.outbox_waiting'::regclass where false;
rollback;
