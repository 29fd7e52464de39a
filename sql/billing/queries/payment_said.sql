-- payment_said(kind text, object json, type text, created bigint) many
-- What Stripe answered, taken as what an event would have said.
select c.what, c.n, c.event_id, c.event_type, c.outcome, c.payment_id,
       c.payment_type, c.amount_minor, c.currency, c.detail,
       billing.major(c.amount_minor, c.currency) as amount
  from billing.apply_object(:kind, :object::jsonb, :type,
	to_timestamp(:created::bigint)) c
