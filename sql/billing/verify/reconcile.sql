-- Verify billing:reconcile
begin;
do $$
begin
	assert not has_table_privilege('lyceum_payments', 'billing.theirs', 'select');
	truncate billing.theirs;
	assert billing.take_events() = 0;
	assert not exists (select from billing.compared('-infinity'));
	insert into billing.theirs values ('pi_x', 'payment_intent', json_build_object(
	    'status', 'succeeded', 'amount', 100, 'currency', 'usd',
	    'metadata', json_build_object('payment_id', platform.uuid7())));
	assert (select what = 'missing here' from billing.compared('-infinity'));
end
$$;
select 'billing.reconcile(timestamptz, integer, integer)'::regprocedure,
       'billing.take_theirs(timestamptz)'::regprocedure,
       'billing.unheard()'::regprocedure, 'billing.unseen(timestamptz)'::regprocedure
 where false;
rollback;
