-- Deploy billing:apply
begin;

-- What Stripe told of customers, their cards and subscriptions.
create function billing.take_others(said billing.said[]) returns void
language plpgsql set search_path = '' as $$
begin
	if not exists (select from unnest(said) x where x.kind in
	    ('customer', 'payment_method', 'subscription')) then
		return;
	end if;
	update billing.customers c
	   set is_deleted = true, default_method = null, updated_at = now(),
	       version = c.version + 1
	  from unnest(said) x
	 where x.kind = 'customer' and x.status = 'deleted'
	   and c.stripe_customer_id = x.id and not c.is_deleted;
	update billing.customers c
	   set default_method = null, updated_at = now(), version = c.version + 1
	  from unnest(said) x
	  join billing.stripe_objects o on o.id = x.id and o.status = 'detached'
	 where x.kind = 'payment_method' and c.default_method = x.id;
	update billing.subscriptions b
	   set status = n.status,
	       stripe_subscription_id = coalesce(b.stripe_subscription_id, n.id),
	       canceled_at = case when n.status = 'canceled'
		   then coalesce(b.canceled_at, n.at) end,
	       updated_at = now(), version = b.version + 1
	  from (select distinct o.id, o.at,
		       billing.own_id(o.data ->> 'subscription_id') as ours,
		       case when o.status in ('trialing', 'active', 'past_due',
			       'unpaid', 'canceled') then o.status
			   when o.status = 'incomplete_expired' then 'canceled'
			   when o.status = 'paused' then 'unpaid'
			   else 'past_due' end as status
		  from unnest(said) x
		  join billing.stripe_objects o on o.id = x.id
		 where x.kind = 'subscription') n
	 where (b.stripe_subscription_id = n.id
		or (b.stripe_subscription_id is null and b.id = n.ours))
	   and b.status <> n.status and b.status <> 'canceled';
end
$$;

-- Stripe's word on one object, outside of an event: a look at Stripe.  The
-- payment that it concerns, if there is one.  event is null then, and
-- whatever an event says at the same time is greater.
create function billing.apply_object(kind text, object jsonb, type text,
    created timestamptz, event text default null)
returns setof billing.change
language plpgsql set search_path = '' as $$
declare
	s billing.said[];
begin
	perform pg_advisory_xact_lock(hashtext('billing.apply'));
	s := array[billing.read_object(
	    object || jsonb_build_object('object', kind), type,
	    extract(epoch from created)::bigint, event)];
	return query select * from billing.apply_said(s);
end
$$;

create function billing.apply_said(said billing.said[])
returns setof billing.change
language plpgsql set search_path = '' as $$
begin
	perform billing.claim(said);
	return query select * from billing.settle_payments(billing.keep(said));
	perform billing.take_others(said);
end
$$;

-- Events by their ids, all or none.  Older versions of Stripe's interface tell
-- of refunds within their charge alone.
create function billing.apply_events(ids text[]) returns setof billing.change
language plpgsql set search_path = '' as $$
declare
	said billing.said[];
begin
	with raw as materialized (
		select e.id, e.type, e.body::jsonb as b
		  from billing.stripe_events e where e.id = any(ids)
	)
	select array_agg(o.said) into said
	  from (select billing.read_object(r.b #> '{data,object}', r.type,
		       (r.b ->> 'created')::bigint, r.id) as said
		  from raw r
		union all
		select billing.read_object(jsonb_build_object('object', 'refund',
			   'payment_intent', r.b #> '{data,object,payment_intent}')
			   || jsonb_strip_nulls(f.value), null,
		       (r.b ->> 'created')::bigint, r.id)
		  from raw r
		 cross join lateral jsonb_path_query(r.b,
			'$.data.object.refunds.data[*]') f (value)
		 where r.type like 'charge.%'
		   and r.b #>> '{data,object,object}' = 'charge') o;
	return query select * from billing.apply_said(said);
	update billing.stripe_events e
	   set applied_at = now(), error = null,
	       outcome = case when x.kind is null then 'ignored' else 'applied' end,
	       object_id = x.id, payment_id = o.payment_id
	  from unnest(said) x
	  left join billing.stripe_objects o on o.id = x.id
	 where e.id = x.event_id and x.event_type is not null;
	return query
	select 'event', count(*)::int, null::text, x.event_type,
	       case when x.kind is null then 'ignored' else 'processed' end,
	       null::uuid, null::text, null::bigint, null::text, null::text
	  from unnest(said) x where x.event_type is not null group by 4, 5;
end
$$;

-- Those that fail are found by halves and kept for later; the others stand.
create function billing.apply_batch(ids text[]) returns setof billing.change
language plpgsql set search_path = '' as $$
declare
	n constant int := cardinality(ids);
	state text;
	words text;
begin
	begin
		return query select * from billing.apply_events(ids);
		return;
	exception when others then
		get stacked diagnostics state = returned_sqlstate,
		    words = message_text;
	end;
	if n > 1 then
		return query select * from billing.apply_batch(ids[:n / 2]);
		return query select * from billing.apply_batch(ids[n / 2 + 1:]);
		return;
	end if;
	return query
	update billing.stripe_events e
	   set outcome = 'failed', tries = e.tries + 1,
	       error = left(state || ' ' || words, 500),
	       try_at = clock_timestamp() + least(interval '1 hour',
		   interval '5 seconds' * 2 ^ e.tries)
	 where e.id = ids[1]
	returning 'event', 1, e.id, e.type, 'failed', null::uuid, null::text,
	    null::bigint, null::text, state;
end
$$;

-- Applies up to n of the events that wait.  One at a time does: no row, and
-- nothing done, when another is at it.
create function billing.apply_waiting(n int default 500)
returns setof billing.change
language plpgsql set search_path = '' as $$
declare
	ids text[];
begin
	if not pg_try_advisory_xact_lock(hashtext('billing.apply')) then
		return next ('busy', 0, null, null, null, null, null, null, null,
		    null)::billing.change;
		return;
	end if;
	ids := array(select e.id from billing.stripe_events e
	    where e.applied_at is null and e.tries < 20
	      and (e.try_at is null or e.try_at <= now())
	    order by e.received_at limit n);
	if cardinality(ids) = 0 then
		return;
	end if;
	return query select * from billing.apply_batch(ids);
	if cardinality(ids) = n then
		return next ('more', n, null, null, null, null, null, null, null,
		    null)::billing.change;
	end if;
end
$$;

grant execute on function billing.take_others(billing.said[]),
    billing.apply_object(text, jsonb, text, timestamptz, text),
    billing.apply_said(billing.said[]), billing.apply_events(text[]),
    billing.apply_batch(text[]), billing.apply_waiting(int)
    to lyceum_payments;

commit;
