-- payment_events(id uuid, school_id uuid, my_role text) many
-- The events of Stripe about a payment, as they came; _text is set in lines.
select v.id, v.type, v.received_at, v.applied_at, v.outcome, v.error, v.tries, v.body,
       case when v.body like E'%\n%' then v.body else jsonb_pretty(v.body::jsonb) end as _text
  from (select e.id, e.type, e.received_at, e.applied_at, e.outcome, e.error, e.tries,
	       regexp_replace(e.body, '"client_secret"\s*:\s*"[^"]*"',
		'"client_secret":null', 'g') as body
	  from billing.payments p
	  join billing.stripe_events e on e.payment_id = p.id
	 where p.id = :id and p.school_id = :school_id and :my_role::text = 'admin'
	 order by e.received_at, e.id limit 200) v
 order by v.received_at, v.id
