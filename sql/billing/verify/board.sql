-- Verify billing:board
begin;
do $$
begin
	assert billing.school_of_event(null, 'not json') is not distinct from
	    billing.only_school();
	perform left_minor, overdue_minor, next_on, next_minor, next_no
	  from billing.dues where false;
	perform school_id, resolved_at from billing.differences where false;
	assert has_table_privilege('lyceum_payments', 'billing.dues', 'select');
	assert not has_table_privilege('lyceum_payments', 'billing.reconciliations', 'insert');
end
$$;
rollback;
