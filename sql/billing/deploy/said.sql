-- Deploy billing:said
begin;

-- What one event says of one object at Stripe.  Of all that is said of an
-- object the greatest stands, by (weight, rank, event_id), so that the order
-- in which events come, and how often, makes no difference:
--
--	rank	of the state among the kind's; from 100 on it is an end
--	weight	ends first, by their rank, the earliest of equal ones; else
--		the latest
--
-- withdrawn and reinstated, of a dispute, stay once they were said.
create type billing.said as (
	id		text,
	kind		text,
	status		text,
	rank		int,
	weight		bigint,
	at		timestamptz,
	event_id	text,
	event_type	text,		-- null: said in passing, within another
	intent		text,		-- the PaymentIntent that it belongs to
	claims		uuid,		-- the payment that its metadata names
	amount_minor	bigint,
	currency	text,
	withdrawn	boolean,
	reinstated	boolean,
	data		jsonb
);

alter table billing.stripe_objects
	add column weight bigint not null default 0,
	add column intent text collate "C";
create index stripe_objects_waiting on billing.stripe_objects (intent)
	where payment_id is null and intent is not null;

-- A failed event is tried again then.
alter table billing.stripe_events add column try_at timestamptz;
create index stripe_events_of_object on billing.stripe_events (object_id)
	where payment_id is null and object_id is not null;
grant update (try_at) on billing.stripe_events to lyceum_payments;

create function billing.rank_of(kind text, status text) returns int
language sql immutable
return case kind
    when 'payment_intent' then case status
	when 'succeeded' then 200 when 'canceled' then 100
	when 'requires_capture' then 6 when 'processing' then 5
	when 'failed' then 4 when 'requires_action' then 3
	when 'requires_confirmation' then 2 else 1 end
    when 'charge' then case status
	when 'succeeded' then 3 when 'failed' then 2 else 1 end
    when 'refund' then case status
	when 'failed' then 300 when 'canceled' then 200
	when 'succeeded' then 100 when 'requires_action' then 2 else 1 end
    when 'dispute' then case status
	when 'won' then 300 when 'lost' then 200
	when 'warning_closed' then 100 when 'under_review' then 3
	when 'needs_response' then 2 else 1 end
    when 'invoice' then case status
	when 'paid' then 300 when 'void' then 200
	when 'uncollectible' then 100 when 'open' then 2 else 1 end
    when 'subscription' then case status
	when 'canceled' then 200 when 'incomplete_expired' then 100
	else 1 end
    when 'customer' then case status when 'deleted' then 100 else 1 end
    when 'payment_method' then case status when 'detached' then 100 else 1 end
    end;

-- An id of ours in metadata; anything else is none.
create function billing.own_id(value text) returns uuid
language sql immutable
return case when value ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$'
    then value::uuid end;

-- "visa 4242": never more of a card.
create function billing.method_of(details jsonb) returns text
language plpgsql immutable set search_path = '' as $$
begin
	return case when details ->> 'type' in ('card', 'card_present')
	    then concat_ws(' ', left(details #>> '{card,brand}', 20),
		substring(details #>> '{card,last4}' from '^[0-9]{4}$'))
	    else left(details ->> 'type', 30) end;
end
$$;

-- Of an id that may be expanded into its object.
create function billing.id_in(value jsonb) returns text
language sql immutable
return case jsonb_typeof(value) when 'string' then value #>> '{}'
    else value ->> 'id' end;

-- The part of an object that anything is derived from.
create function billing.kept_of(kind text, o jsonb) returns jsonb
language plpgsql immutable set search_path = '' as $$
begin
	return jsonb_strip_nulls(case kind
    when 'payment_intent' then jsonb_build_object(
	'received', o -> 'amount_received',
	'code', coalesce(o #> '{last_payment_error,decline_code}',
	    o #> '{last_payment_error,code}'),
	'message', regexp_replace(o #>> '{last_payment_error,message}',
	    '[0-9]([ -]?[0-9]){11,}', '...', 'g'))
    when 'charge' then jsonb_build_object(
	'method', billing.method_of(o -> 'payment_method_details'))
    when 'refund' then jsonb_build_object(
	'reason', o -> 'reason', 'failure', o -> 'failure_reason',
	'created', o -> 'created', 'refund_id', o #> '{metadata,refund_id}')
    when 'dispute' then jsonb_build_object(
	'reason', o -> 'reason', 'created', o -> 'created',
	'due_by', o #> '{evidence_details,due_by}')
    when 'invoice' then jsonb_build_object(
	'paid', o -> 'amount_paid', 'outside', o -> 'paid_out_of_band')
    when 'subscription' then jsonb_build_object(
	'subscription_id', o #> '{metadata,subscription_id}')
    else '{}' end);
end
$$;

-- Reads an object (`o` as Stripe writes it).  kind is null where it is not one
-- that anything follows from.
create function billing.read_object(o jsonb, type text, created bigint,
    event text) returns billing.said
language plpgsql immutable set search_path = '' as $$
declare
	s billing.said;
begin
	s.kind := o ->> 'object';
	s.id := o ->> 'id';
	s.event_id := event;
	s.event_type := type;
	s.status := case
	    when s.kind = 'payment_intent'
		and o ->> 'status' = 'requires_payment_method'
		and jsonb_typeof(o -> 'last_payment_error') = 'object' then 'failed'
	    when s.kind = 'customer' then case
		when type = 'customer.deleted' or o @> '{"deleted":true}'
		then 'deleted' else 'active' end
	    when s.kind = 'payment_method' then case type
		when 'payment_method.detached' then 'detached'
		else 'attached' end
	    else o ->> 'status' end;
	s.rank := billing.rank_of(s.kind, s.status);
	if s.rank is null then
		s.kind := null;
		return s;
	end if;
	if s.id is null or s.status is null or created is null
	    or created not between 1 and 99999999999 then
		raise exception 'an object without id, status or time';
	end if;
	s.at := to_timestamp(created);
	s.weight := case when s.rank < 100 then created
	    else s.rank * 100000000000 + 99999999999 - created end;
	s.intent := case s.kind when 'payment_intent' then s.id
	    else billing.id_in(o -> 'payment_intent') end;
	s.claims := billing.own_id(o #>> '{metadata,payment_id}');
	s.amount_minor := case s.kind when 'invoice' then o ->> 'total'
	    else o ->> 'amount' end;
	s.currency := upper(o ->> 'currency');
	s.withdrawn := type = 'charge.dispute.funds_withdrawn';
	s.reinstated := type = 'charge.dispute.funds_reinstated';
	s.data := billing.kept_of(s.kind, o);
	return s;
end
$$;

-- Keeps what was said; the payments of which something is known now that was
-- not before.
create function billing.keep(said billing.said[]) returns uuid[]
language plpgsql set search_path = '' as $$
declare
	changed uuid[];
	adopted uuid[];
begin
	with s as (
		select distinct on (x.id) x.*
		  from unnest(said) x where x.kind is not null
		 order by x.id, x.weight desc, x.rank desc, x.event_id desc
	), flags as (
		select x.id, bool_or(x.withdrawn) as withdrawn,
		       bool_or(x.reinstated) as reinstated
		  from unnest(said) x where x.kind = 'dispute' group by x.id
	), kept as (
		insert into billing.stripe_objects as o (id, kind, status, rank,
		    weight, at, event_id, intent, payment_id, amount_minor,
		    currency, data)
		select s.id, s.kind, s.status, s.rank, s.weight, s.at, s.event_id,
		       s.intent, coalesce(p.id, c.id), s.amount_minor, s.currency,
		       s.data
			   || case when f.withdrawn then '{"withdrawn":true}'
			       else '{}' end::jsonb
			   || case when f.reinstated then '{"reinstated":true}'
			       else '{}' end::jsonb
		  from s
		  left join flags f on f.id = s.id
		  left join billing.payments p on p.stripe_payment_intent_id = s.intent
		  left join billing.payments c on c.id = s.claims
		       and s.kind = 'invoice' and s.intent is null
		 order by s.id
		on conflict (id) do update
		   set status = excluded.status, rank = excluded.rank,
		       weight = excluded.weight, at = excluded.at,
		       event_id = excluded.event_id,
		       intent = coalesce(excluded.intent, o.intent),
		       payment_id = coalesce(o.payment_id, excluded.payment_id),
		       amount_minor = coalesce(excluded.amount_minor, o.amount_minor),
		       currency = coalesce(excluded.currency, o.currency),
		       data = excluded.data || billing.flags_of(o.data)
		 where (excluded.weight, excluded.rank, coalesce(excluded.event_id, ''))
		       > (o.weight, o.rank, coalesce(o.event_id, ''))
		returning o.payment_id
	)
	select array_agg(distinct k.payment_id) filter (where k.payment_id is not null)
	  into changed from kept k;

	-- An older event may be the one that says that funds moved.
	if exists (select from unnest(said) x where x.withdrawn or x.reinstated) then
		with f as (
			select x.id,
			       case when bool_or(x.withdrawn)
				   then '{"withdrawn":true}' else '{}' end::jsonb
			    || case when bool_or(x.reinstated)
				   then '{"reinstated":true}' else '{}' end::jsonb as v
			  from unnest(said) x
			 where x.withdrawn or x.reinstated group by x.id
		), u as (
			update billing.stripe_objects o set data = o.data || f.v
			  from f where o.id = f.id and not o.data @> f.v
			returning o.payment_id
		)
		select changed || array_agg(u.payment_id)
			filter (where u.payment_id is not null)
		  into changed from u;
	end if;

	adopted := billing.adopt(array(select distinct x.intent from unnest(said) x
	    where x.kind in ('payment_intent', 'invoice')
	      and x.intent is not null));
	return array(select distinct x from unnest(changed || adopted) x
	    where x is not null);
end
$$;

create function billing.flags_of(data jsonb) returns jsonb
language sql immutable
return case when data @> '{"withdrawn":true}' then '{"withdrawn":true}' else '{}' end::jsonb
    || case when data @> '{"reinstated":true}' then '{"reinstated":true}' else '{}' end::jsonb;

-- What came before the payment was known by its intent is taken up.
create function billing.adopt(intents text[]) returns uuid[]
language plpgsql set search_path = '' as $$
declare
	found_ids text[];
	payments uuid[];
begin
	with o as (
		update billing.stripe_objects x set payment_id = p.id
		  from billing.payments p
		 where x.intent = any(intents) and x.payment_id is null
		   and p.stripe_payment_intent_id = x.intent
		returning x.id, x.payment_id
	)
	select array_agg(o.id), array_agg(distinct o.payment_id)
	  into found_ids, payments from o;
	if found_ids is null then
		return '{}';
	end if;
	update billing.stripe_events e set payment_id = o.payment_id
	  from billing.stripe_objects o
	 where o.id = any(found_ids) and e.object_id = o.id
	   and e.payment_id is null;
	return payments;
end
$$;

-- An intent that was made for a payment of ours belongs to it, unless the
-- payment has another; an invoice at Stripe brings its own.  What is not of
-- the payment's amount is not its own: a difference that people look at.  When
-- it is paid nevertheless it is a payment beside it, on the same account.
create function billing.claim(said billing.said[]) returns void
language plpgsql set search_path = '' as $$
declare
	news billing.said[];
begin
	news := array(select x from unnest(said) x
	    where x.claims is not null and x.intent is not null
	      and x.kind in ('payment_intent', 'invoice')
	      and x.status <> 'canceled'
	      and not exists (select from billing.payments p
		   where p.stripe_payment_intent_id = x.intent));
	if cardinality(news) = 0 then
		return;
	end if;
	update billing.payments p
	   set stripe_payment_intent_id = c.intent, updated_at = now(),
	       version = p.version + 1
	  from (select x.claims, min(x.intent) as intent, x.amount_minor, x.currency
		  from unnest(news) x group by x.claims, x.amount_minor, x.currency) c
	 where p.id = c.claims and p.stripe_payment_intent_id is null
	   and p.amount_minor = c.amount_minor and p.currency = c.currency
	   and p.status not in ('succeeded', 'refunded');
	insert into billing.differences (object_id, payment_id, what, ours, theirs)
	select distinct on (x.intent) x.intent, p.id,
	       case when (p.amount_minor, p.currency) is distinct from
		   (x.amount_minor, x.currency) then 'amount' else 'intent' end,
	       case when (p.amount_minor, p.currency) is distinct from
		   (x.amount_minor, x.currency)
		   then p.amount_minor || ' ' || p.currency
		   else p.stripe_payment_intent_id end,
	       case when (p.amount_minor, p.currency) is distinct from
		   (x.amount_minor, x.currency)
		   then x.amount_minor || ' ' || coalesce(x.currency, '?')
		   else x.intent end
	  from unnest(news) x
	  join billing.payments p on p.id = x.claims
	 where p.stripe_payment_intent_id is distinct from x.intent
	   and not exists (select from billing.differences d
		where d.object_id = x.intent and not d.resolved)
	 order by x.intent;
	insert into billing.payments (school_id, user_id, amount_minor, currency,
	    stripe_payment_intent_id, payment_type, semester, year, description,
	    metadata)
	select distinct on (x.intent) p.school_id, p.user_id, x.amount_minor,
	       x.currency, x.intent, p.payment_type, p.semester, p.year,
	       'Paid beside: ' || left(coalesce(p.description, p.payment_type), 500),
	       jsonb_build_object('beside', p.id)
	  from unnest(news) x
	  join billing.payments p on p.id = x.claims
	 where p.stripe_payment_intent_id is distinct from x.intent
	   and x.status = case x.kind when 'invoice' then 'paid' else 'succeeded' end
	 order by x.intent, x.kind desc
	on conflict (stripe_payment_intent_id) do nothing;
end
$$;

grant insert on billing.differences to lyceum_payments;
grant execute on function billing.rank_of(text, text), billing.own_id(text),
    billing.method_of(jsonb), billing.id_in(jsonb),
    billing.kept_of(text, jsonb), billing.flags_of(jsonb),
    billing.read_object(jsonb, text, bigint, text),
    billing.keep(billing.said[]), billing.adopt(text[]),
    billing.claim(billing.said[]) to lyceum_payments;

commit;
