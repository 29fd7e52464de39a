-- Deploy billing:reconcile
begin;

-- What lyceumctl saw at Stripe in its last look; object is null where Stripe
-- says that there is none of that id.
create unlogged table billing.theirs (
	id	text collate "C" primary key,
	kind	text collate "C" not null check (kind in ('event',
			'payment_intent', 'refund', 'dispute')),
	object	json
);

-- Events that never came are kept as if they had: how many.
create function billing.take_events() returns int
language sql volatile set search_path = ''
begin atomic
	with news as (
		insert into billing.stripe_events (id, type, body)
		select t.id, t.object ->> 'type', t.object::text
		  from billing.theirs t
		 where t.kind = 'event' and t.object ->> 'type' is not null
		 order by (t.object ->> 'created')::bigint, t.id
		on conflict (id) do nothing
		returning 1
	)
	select count(*)::int from news;
end;

-- Objects of ours of which the lists said nothing, to be looked at one by one.
create function billing.unseen(since timestamptz)
returns table (id text, kind text)
language sql stable set search_path = ''
begin atomic
	with x as (
		select p.stripe_payment_intent_id as id, 'payment_intent' as kind
		  from billing.payments p
		 where p.stripe_payment_intent_id is not null and p.created_at >= since
		union
		select r.stripe_refund_id, 'refund' from billing.refunds r
		 where r.stripe_refund_id is not null and r.created_at >= since
		union
		select d.id, 'dispute' from billing.disputes d where d.created_at >= since
		union
		select d.object_id, case left(d.object_id, 3) when 'pi_' then 'payment_intent'
			when 're_' then 'refund' when 'pyr' then 'refund'
			else 'dispute' end
		  from billing.differences d
		 where not d.resolved and d.object_id ~ '^(pi|re|pyr|dp|du)_'
	)
	select x.id, x.kind from x
	 where not exists (select from billing.theirs t where t.id = x.id)
	 order by 2, 1;
end;

-- Refunds of which it is not known whether Stripe ever heard.
create function billing.unheard()
returns table (id uuid, stripe_key uuid, intent text, amount_minor bigint,
    reason text, payment_id uuid, is_fresh boolean)
language sql stable set search_path = ''
begin atomic
	select r.id, r.stripe_key, p.stripe_payment_intent_id, r.amount_minor, r.reason,
	       r.payment_id, r.asked_at > now() - interval '23 hours'
	  from billing.refunds r join billing.payments p on p.id = r.payment_id
	 where r.stripe_refund_id is null and r.status = 'pending'
	   and r.asked_at < now() - interval '1 minute'
	   and p.stripe_payment_intent_id is not null
	   and not exists (select from billing.theirs t where t.kind = 'refund'
		and t.object #>> '{metadata,refund_id}' = r.id::text)
	 order by r.id;
end;

-- Where both say different things.  What is at Stripe and names nobody of ours
-- is of somebody else who has the same account there.
create function billing.compared(since timestamptz)
returns table (object_id text, payment_id uuid, what text, ours text, theirs text)
language sql stable set search_path = ''
begin atomic
	with t as materialized (
		select t.id, t.kind, t.object is not null as there,
		       t.object ->> 'status' as status,
		       (t.object ->> 'amount')::bigint as amount,
		       upper(t.object ->> 'currency') as currency,
		       (t.object ->> 'amount_received')::bigint as received,
		       billing.own_id(t.object #>> '{metadata,payment_id}') as claims,
		       coalesce(t.object #>> '{payment_intent,id}',
			   t.object ->> 'payment_intent') as intent
		  from billing.theirs t where t.kind <> 'event'
	)
	select t.id, p.id, x.what, x.ours, x.theirs
	  from t join billing.payments p on p.stripe_payment_intent_id = t.id
	 cross join lateral (values
		('amount', p.amount_minor || ' ' || p.currency,
		    t.amount || ' ' || t.currency,
		    (p.amount_minor, p.currency) <> (t.amount, t.currency)),
		('received', p.received_minor::text, t.received::text,
		    p.received_minor <> t.received),
		('status', p.status::text, t.status, not case
		    when t.status = 'succeeded' then p.status in ('succeeded', 'refunded')
		    when t.status = 'canceled' then p.status = 'failed'
		    when t.status in ('processing', 'requires_capture')
			then p.status = 'processing'
		    else p.status in ('pending', 'failed') end))
		x (what, ours, theirs, differs)
	 where t.kind = 'payment_intent' and t.there and x.differs
	union all
	select t.id, p.id, case when (p.amount_minor, p.currency) = (t.amount, t.currency)
		then 'intent' else 'amount' end,
	       case when (p.amount_minor, p.currency) = (t.amount, t.currency)
		then p.stripe_payment_intent_id
		else p.amount_minor || ' ' || p.currency end,
	       case when (p.amount_minor, p.currency) = (t.amount, t.currency)
		then t.id else t.amount || ' ' || t.currency end
	  from t join billing.payments p on p.id = t.claims
	 where t.kind = 'payment_intent' and t.there and t.status <> 'canceled'
	   and p.stripe_payment_intent_id is distinct from t.id
	union all
	select t.id, null, 'missing here', null, concat_ws(' ', t.kind, t.status, t.amount,
	       t.currency)
	  from t
	 where t.there and case t.kind
		when 'payment_intent' then t.claims is not null
		    and t.status <> 'canceled' and not exists (
		    select from billing.payments p where p.id = t.claims)
		    and not exists (select from billing.payments p
			where p.stripe_payment_intent_id = t.id)
		when 'refund' then not exists (select from billing.refunds r
			where r.stripe_refund_id = t.id)
		    and exists (select from billing.payments p
			where p.stripe_payment_intent_id = t.intent)
		else not exists (select from billing.disputes d where d.id = t.id)
		    and exists (select from billing.payments p
			where p.stripe_payment_intent_id = t.intent) end
	union all
	select t.id, r.payment_id, x.what, x.ours, x.theirs
	  from t join billing.refunds r on r.stripe_refund_id = t.id
	 cross join lateral (values
		('amount', r.amount_minor || ' ' || r.currency,
		    t.amount || ' ' || t.currency,
		    (r.amount_minor, r.currency) <> (t.amount, t.currency)),
		('status', r.status::text, t.status, r.status <> t.status))
		x (what, ours, theirs, differs)
	 where t.kind = 'refund' and t.there and x.differs
	union all
	select t.id, d.payment_id, x.what, x.ours, x.theirs
	  from t join billing.disputes d on d.id = t.id
	 cross join lateral (values
		('amount', d.amount_minor || ' ' || d.currency,
		    t.amount || ' ' || t.currency,
		    (d.amount_minor, d.currency) <> (t.amount, t.currency)),
		('status', d.status::text, t.status, d.status <> t.status))
		x (what, ours, theirs, differs)
	 where t.kind = 'dispute' and t.there and x.differs
	union all
	select t.id, coalesce(p.id, r.payment_id, d.payment_id), 'missing at Stripe',
	       coalesce(p.status || ' ' || p.amount_minor || ' ' || p.currency,
		   r.status || ' ' || r.amount_minor || ' ' || r.currency,
		   d.status || ' ' || d.amount_minor || ' ' || d.currency), null
	  from t
	  left join billing.payments p on p.stripe_payment_intent_id = t.id
	  left join billing.refunds r on r.stripe_refund_id = t.id
	  left join billing.disputes d on d.id = t.id
	 where not t.there and coalesce(p.id, r.id) is not null
	    or not t.there and d.id is not null;
end;

-- Takes from Stripe what can be taken: outcomes that were not known, and
-- whatever events did not say.  Of a question that Stripe does not know of a
-- day later nothing will come.  How many outcomes became known.
create function billing.take_theirs(since timestamptz) returns int
language plpgsql set search_path = '' as $$
declare
	x record;
	n int := 0;
begin
	for x in
		select t.id, t.kind, t.object
		  from billing.theirs t
		  join billing.payments p
		    on p.id = billing.own_id(t.object #>> '{metadata,payment_id}')
		 where t.kind = 'payment_intent' and p.stripe_payment_intent_id is null
		   and p.status = 'pending'
		union all
		select t.id, t.kind, t.object
		  from billing.theirs t
		  join billing.refunds r
		    on r.id = billing.own_id(t.object #>> '{metadata,refund_id}')
		 where t.kind = 'refund' and r.stripe_refund_id is null
		 order by 2, 1
	loop
		perform billing.apply_object(x.kind, x.object::jsonb, x.kind, now());
		n := n + 1;
	end loop;
	for x in
		select p.id from billing.payments p
		 where p.stripe_payment_intent_id is null and p.status = 'pending'
		   and p.asked_at < now() - interval '25 hours' and p.asked_at >= since
		   and not exists (select from billing.invoices i
			where i.id = p.invoice_id and i.stripe_invoice_id is not null)
		 order by p.id
	loop
		perform billing.payment_refused(x.id, 'never_arrived',
		    'Stripe never heard of it.');
		n := n + 1;
	end loop;
	for x in select u.id from billing.unheard() u where not u.is_fresh loop
		perform billing.refund_refused(x.id, 'never_arrived');
		n := n + 1;
	end loop;
	for x in
		select distinct on (t.kind, t.id) t.kind, t.id, t.object, c.payment_id
		  from billing.compared(since) c join billing.theirs t on t.id = c.object_id
		 where t.object is not null
		 order by t.kind, t.id
	loop
		perform billing.apply_object(x.kind, x.object::jsonb, x.kind, now());
		if x.payment_id is not null then
			perform billing.settle_payment(x.payment_id);
		end if;
	end loop;
	return n;
end
$$;

-- Compares, takes what can be taken, compares again, and keeps what remains.
create function billing.reconcile(since timestamptz, news int, tried int)
returns table (object_id text, payment_id uuid, what text, ours text, theirs text,
    is_resolved boolean)
language plpgsql set search_path = '' as $$
#variable_conflict use_column
declare
	run bigint;
	before jsonb;
	after jsonb;
	known int;
begin
	insert into billing.reconciliations (since, events) values (since, news)
	returning id into run;
	select coalesce(jsonb_agg(c), '[]') into before from billing.compared(since) c;
	known := billing.take_theirs(since) + tried;
	select coalesce(jsonb_agg(c), '[]') into after from billing.compared(since) c;
	insert into billing.differences (object_id, payment_id, what, ours, theirs)
	select x.object_id, x.payment_id, x.what, x.ours, x.theirs
	  from jsonb_to_recordset(after) x (object_id text, payment_id uuid, what text,
		ours text, theirs text)
	on conflict do nothing;
	insert into billing.differences (object_id, payment_id, what, ours, theirs,
	    resolved, resolved_at)
	select x.object_id, x.payment_id, x.what, x.ours, x.theirs, true, now()
	  from jsonb_to_recordset(before) x (object_id text, payment_id uuid, what text,
		ours text, theirs text)
	 where not exists (select from jsonb_to_recordset(after) y (object_id text,
		what text) where y.object_id = x.object_id and y.what = x.what);
	update billing.differences d set resolved = true, resolved_at = now()
	 where not d.resolved and not exists (
		select from jsonb_to_recordset(after) y (object_id text, what text,
			ours text, theirs text)
		 where y.object_id = d.object_id and y.what = d.what
		   and y.ours is not distinct from d.ours
		   and y.theirs is not distinct from d.theirs)
	   and exists (select from billing.theirs t where t.id = d.object_id);
	update billing.reconciliations r
	   set ended_at = clock_timestamp(), resolved = known,
	       compared = (select count(*) from billing.theirs t where t.kind <> 'event'),
	       differences = jsonb_array_length(after)
	 where r.id = run;
	return query
	select x.object_id, x.payment_id, x.what, x.ours, x.theirs,
	       not exists (select from jsonb_to_recordset(after) y (object_id text,
		    what text) where y.object_id = x.object_id and y.what = x.what)
	  from (select * from jsonb_to_recordset(before) b (object_id text,
			payment_id uuid, what text, ours text, theirs text)
		union select * from jsonb_to_recordset(after) a (object_id text,
			payment_id uuid, what text, ours text, theirs text)) x
	 order by 6, 1, 3;
end
$$;

-- For lyceumctl alone.
revoke all on function billing.take_events(), billing.unseen(timestamptz),
    billing.unheard(), billing.compared(timestamptz),
    billing.take_theirs(timestamptz), billing.reconcile(timestamptz, int, int)
    from public;

commit;
