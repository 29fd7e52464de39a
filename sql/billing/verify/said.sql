-- Verify billing:said
begin;
do $$
declare
	s billing.said;
begin
	s := billing.read_object('{"object":"payment_intent","id":"pi_v",
	    "status":"succeeded","amount":5,"currency":"usd"}', 'x', 1000, 'evt_1');
	assert s.rank = 200 and s.intent = 'pi_v' and s.currency = 'USD';
	assert billing.keep(array[s]) = '{}', 'the payment of nobody';
	assert (select status from billing.stripe_objects where id = 'pi_v')
	    = 'succeeded';
end
$$;
select 'billing.claim(billing.said[])'::regprocedure,
       'billing.stripe_events_of_object'::regclass,
       'billing.stripe_objects_waiting'::regclass
 where false;
select try_at from billing.stripe_events where false;
do $$
begin
	assert has_table_privilege('lyceum_payments', 'billing.differences', 'insert');
	assert has_column_privilege('lyceum_payments',
	    'billing.stripe_events', 'try_at', 'update');
end
$$;
rollback;
