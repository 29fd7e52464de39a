-- What Lyceum has of card payments that somebody else than the stand-in took,
-- as known.py reads it.
select json_build_object('payments', json_agg(json_build_object(
    'intent', p.stripe_payment_intent_id, 'charge', c.id,
    'amount', p.amount_minor, 'currency', lower(p.currency),
    'method', p.method, 'description', p.description,
    'created', extract(epoch from p.created_at)::bigint,
    'paid', extract(epoch from p.paid_at)::bigint,
    'metadata', json_build_object('payment_id', p.id, 'user_id', p.user_id,
	'school_id', p.school_id),
    'refunds', (select json_agg(json_build_object('id', r.stripe_refund_id,
	    'amount', r.amount_minor, 'status', r.status, 'reason', r.reason,
	    'created', extract(epoch from r.created_at)::bigint,
	    'metadata', json_build_object('refund_id', r.id))
	    order by r.created_at)
	  from billing.refunds r
	 where r.payment_id = p.id and r.stripe_refund_id is not null),
    'disputes', (select json_agg(json_build_object('id', d.id,
	    'amount', d.amount_minor, 'status', d.status, 'reason', d.reason,
	    'created', extract(epoch from d.created_at)::bigint,
	    'due_by', extract(epoch from d.due_by)::bigint))
	  from billing.disputes d where d.payment_id = p.id)) order by p.id))
  from billing.payments p
  join billing.stripe_objects c
    on c.intent = p.stripe_payment_intent_id and c.kind = 'charge'
   and c.status = 'succeeded'
 where p.paid_at is not null and p.method ~ '^[a-z]+ [0-9]{4}$';
