-- Verify billing:apply
begin;
do $$
declare
	who constant uuid := platform.uuid7();
	pay uuid;
begin
	insert into billing.payments (school_id, user_id, amount_minor, payment_type)
	values (who, who, 500, 'fees') returning id into pay;
	insert into billing.stripe_events (id, type, body)
	values ('evt_v', 'payment_intent.succeeded', json_build_object('created',
	    1700000000, 'data', json_build_object('object', json_build_object(
	    'object', 'payment_intent', 'id', 'pi_v', 'status', 'succeeded',
	    'amount', 500, 'amount_received', 500, 'currency', 'usd', 'metadata',
	    json_build_object('payment_id', pay))))::text);
	perform billing.apply_events(array['evt_v']);
	assert (select status = 'succeeded' and received_minor = 500
	    and receipt_number like 'REC-2023-%' from billing.payments
	    where id = pay);
	assert (select amount_minor from billing.owed where user_id = who) = -500;
	assert (select outcome from billing.stripe_events where id = 'evt_v')
	    = 'applied';
end
$$;
select 'billing.apply_batch(text[])'::regprocedure,
       'billing.apply_object(text, jsonb, text, timestamptz, text)'::regprocedure,
       'billing.apply_waiting(integer)'::regprocedure
 where false;
rollback;
