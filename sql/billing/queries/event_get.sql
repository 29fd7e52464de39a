-- event_get(event text, school_id uuid) one
-- The body as it came, but for what would let its reader pay; _text is the
-- same, set in lines.
select v.*, case when v.body like E'%\n%' then v.body else jsonb_pretty(v.body::jsonb) end
	   as _text
  from (select e.id as event, e.type, e.received_at, e.applied_at,
	       coalesce(e.outcome, 'waiting') as outcome, e.object_id, e.payment_id, e.error,
	       e.tries, regexp_replace(e.body, '("[a-z_]*secret"\s*:\s*)"[^"]*"',
		   '\1"[hidden]"', 'g') as body
	  from billing.stripe_events e
	 where e.id = :event
	   and billing.school_of_event(e.payment_id, e.body) = :school_id) v
