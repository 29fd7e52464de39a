-- Deploy billing:settling
begin;

-- What became of something: for counters, logs and whoever asked.
--	what	'event' (n of event_type with this outcome), or the change of a
--		payment: payment_succeeded, payment_failed, payment_refunded,
--		refund_failed, payment_disputed
create type billing.change as (
	what		text,
	n		int,
	event_id	text,
	event_type	text,
	outcome		text,
	payment_id	uuid,
	payment_type	text,
	amount_minor	bigint,
	currency	text,
	detail		text
);

grant insert (at) on billing.payment_history to lyceum_payments;

-- A payment as it was, and as it follows from what is known at Stripe.
create type billing.settling as (
	id		uuid,
	school_id	uuid,
	user_id		uuid,
	invoice_id	uuid,
	payment_type	text,
	currency	text,
	semester	text,
	year		int,
	object_id	text,		-- its name in the ledger
	account		text,		-- where its money is
	was		text,
	status		text,
	was_received	bigint,
	received	bigint,
	was_refunded	bigint,
	refunded	bigint,
	reserved	bigint,
	was_dispute	text,
	dispute		text,
	lost		boolean,
	failure_code	text,
	failure_message	text,
	method		text,
	paid_at		timestamptz,
	at		timestamptz,	-- of what was said last
	event_id	text,
	receipt_number	text
);

-- An intent may fail and be tried again while it is open; what was paid is
-- paid.  A payment without an object at Stripe (cash) keeps its state.
create function billing.derive(payments uuid[]) returns setof billing.settling
language plpgsql stable set search_path = '' as $$
begin
	return query
	select p.id, p.school_id, p.user_id, p.invoice_id, p.payment_type,
	       p.currency, p.semester, p.year,
	       coalesce(p.stripe_payment_intent_id, v.intent, v.id, p.id::text),
	       case when p.method in ('cash', 'bank')
		     or (i.id is null and v.data @> '{"outside":true}')
		   then 'elsewhere' else 'stripe' end,
	       p.status,
	       case when g.received > 0 then
		   case when r.refunded >= g.received then 'refunded'
		   else 'succeeded' end
	       when i.status is null then p.status
	       when i.status in ('canceled', 'failed') then 'failed'
	       when p.status = 'failed' and p.purpose <> '' and exists (
		    select from billing.payments x
		     where x.user_id = p.user_id and x.purpose = p.purpose
		       and x.status in ('pending', 'processing')) then 'failed'
	       when i.status in ('processing', 'requires_capture')
		   then 'processing'
	       else 'pending' end,
	       p.received_minor, g.received, p.refunded_minor, r.refunded,
	       r.reserved, p.dispute_status, coalesce(d.status, p.dispute_status),
	       coalesce(d.status = 'lost', false),
	       case when g.received > 0 then null
		   when i.status = 'canceled' then 'canceled'
		   when i.status = 'failed' then coalesce(i.data ->> 'code', 'failed')
		   when i.status is null then p.failure_code end,
	       case when g.received > 0 then null
		   when i.status = 'failed' then i.data ->> 'message'
		   when i.status is null then p.failure_message end,
	       coalesce(c.data ->> 'method', p.method),
	       case when g.received > 0 then coalesce(p.paid_at,
		   case i.status when 'succeeded' then i.at end, v.at,
		   p.created_at) end,
	       greatest(i.at, v.at, r.at, d.at),
	       case greatest(i.at, v.at, r.at, d.at) when r.at then r.event_id
		   when d.at then d.event_id when i.at then i.event_id
		   else v.event_id end,
	       p.receipt_number
	  from billing.payments p
	  left join billing.stripe_objects i on i.id = p.stripe_payment_intent_id
	  left join lateral (
		select o.id, o.intent, o.data, o.at, o.event_id
		  from billing.stripe_objects o
		 where o.payment_id = p.id and o.kind = 'invoice'
		   and o.status = 'paid'
		   and (o.intent is null
			or o.intent = p.stripe_payment_intent_id)
		 order by o.id limit 1) v on true
	  left join lateral (
		select o.data from billing.stripe_objects o
		 where o.payment_id = p.id and o.kind = 'charge'
		   and o.status = 'succeeded'
		 order by o.at desc, o.id desc limit 1) c on true
	 cross join lateral (
		select coalesce(sum(f.amount_minor) filter (
			where f.status = 'succeeded'), 0)::bigint as refunded,
		       coalesce(sum(f.amount_minor) filter (
			where f.status not in ('failed', 'canceled')), 0)::bigint
			as reserved,
		       max(o.at) as at,
		       (array_agg(o.event_id order by o.at desc, o.event_id desc))[1]
			as event_id
		  from billing.refunds f
		  left join billing.stripe_objects o on o.id = f.stripe_refund_id
		 where f.payment_id = p.id) r
	  left join lateral (
		select x.status, o.at, o.event_id from billing.disputes x
		  left join billing.stripe_objects o on o.id = x.id
		 where x.payment_id = p.id
		 order by x.created_at desc, x.id desc limit 1) d on true
	 cross join lateral (
		select case when i.status = 'succeeded'
			then (i.data ->> 'received')::bigint
		    when v.id is not null then (v.data ->> 'paid')::bigint
		    else p.received_minor end as received) g
	 where p.id = any(payments);
end
$$;

-- Receipts are numbered in one go, and the numbers go back if all of it does.
create function billing.number_receipts(s billing.settling[])
returns billing.settling[]
language plpgsql set search_path = '' as $$
declare
	numbered billing.settling[];
begin
	with wanted as (
		select x.id, x.school_id, extract(year from x.paid_at)::int as year,
		       row_number() over w as n
		  from unnest(s) x
		 where x.received > 0 and x.receipt_number is null
		window w as (partition by x.school_id,
		    extract(year from x.paid_at) order by x.paid_at, x.id)
	), counted as (
		insert into billing.counters as c (school_id, kind, year, last)
		select w.school_id, 'receipt', w.year, count(*)::int
		  from wanted w group by w.school_id, w.year
		 order by w.school_id, w.year
		on conflict (school_id, kind, year)
		do update set last = c.last + excluded.last
		returning c.school_id, c.year, c.last
	), numbers as (
		select w.id, 'REC-' || w.year || '-' || lpad((c.last
			- count(*) over (partition by w.school_id, w.year)
			+ w.n)::text, 6, '0') as number
		  from wanted w join counted c using (school_id, year)
	)
	select array_agg((x.id, x.school_id, x.user_id, x.invoice_id,
		x.payment_type, x.currency, x.semester, x.year, x.object_id,
		x.account, x.was, x.status, x.was_received, x.received,
		x.was_refunded, x.refunded, x.reserved, x.was_dispute, x.dispute,
		x.lost, x.failure_code, x.failure_message, x.method, x.paid_at,
		x.at, x.event_id,
		coalesce(x.receipt_number, n.number))::billing.settling)
	  into numbered
	  from unnest(s) x left join numbers n on n.id = x.id;
	return numbered;
end
$$;

-- The entries that follow; those that are there stay.  Refunds that failed
-- after they were booked, and disputes that were won, are taken back.
create function billing.book(s billing.settling[]) returns void
language plpgsql set search_path = '' as $$
begin
	insert into billing.ledger (school_id, user_id, entry, object_id, part,
	    debit, credit, amount_minor, currency, at, invoice_id, payment_id,
	    semester, year)
	select x.school_id, x.user_id, e.entry, e.object_id, e.part, e.debit,
	       e.credit, e.amount, x.currency, e.at, x.invoice_id, x.id,
	       x.semester, x.year
	  from unnest(s) x
	 cross join lateral (
		select 'payment' as entry, x.object_id as object_id, 1 as part,
		       x.account as debit, 'receivable' as credit,
		       x.received as amount, x.paid_at as at
		 where x.received > 0 and x.was_received = 0
		union all
		select 'refund', coalesce(f.stripe_refund_id, f.id::text), 1,
		       'receivable', x.account, f.amount_minor,
		       coalesce(o.at, f.updated_at)
		  from billing.refunds f
		  left join billing.stripe_objects o on o.id = f.stripe_refund_id
		 where f.payment_id = x.id and f.status = 'succeeded'
		union all
		select 'refund_failed', coalesce(f.stripe_refund_id, f.id::text), 1,
		       x.account, 'receivable', f.amount_minor,
		       coalesce(o.at, f.updated_at)
		  from billing.refunds f
		  left join billing.stripe_objects o on o.id = f.stripe_refund_id
		  join billing.ledger l on l.object_id = f.stripe_refund_id
		       and l.entry = 'refund' and l.part = 1
		 where f.payment_id = x.id and f.status in ('failed', 'canceled')
		union all
		select m.entry, d.id, m.part, m.debit, m.credit, d.amount_minor,
		       coalesce(o.at, d.created_at)
		  from billing.disputes d
		  left join billing.stripe_objects o on o.id = d.id
		 cross join lateral (
			select exists (select from billing.ledger l
			    where l.object_id = d.id and l.entry = 'dispute_lost')
			    as booked_lost) b
		 cross join lateral (values
			('dispute', 1, 'disputes', 'stripe', d.withdrawn),
			('dispute_won', 1, 'stripe', 'disputes',
			    d.withdrawn and d.reinstated and not b.booked_lost),
			('dispute_won', 1, 'stripe', 'receivable',
			    d.withdrawn and d.reinstated and b.booked_lost),
			('dispute_lost', 1, 'receivable', 'disputes',
			    d.status = 'lost'))
		    m (entry, part, debit, credit, holds)
		 where d.payment_id = x.id and m.holds) e
	on conflict on constraint posted_once do nothing;
end
$$;

-- Stripe's refunds of payments that are ours, also those made at Stripe.
create function billing.take_refunds(payments uuid[]) returns void
language plpgsql set search_path = '' as $$
begin
	if not exists (select from billing.stripe_objects o
	    where o.payment_id = any(payments) and o.kind = 'refund') then
		return;
	end if;
	-- Asked by us, and told by Stripe before its answer was kept.
	update billing.refunds r set stripe_refund_id = o.id, updated_at = now()
	  from billing.stripe_objects o
	 where o.payment_id = any(payments) and o.kind = 'refund'
	   and r.id = billing.own_id(o.data ->> 'refund_id')
	   and r.payment_id = o.payment_id and r.stripe_refund_id is null
	   and r.amount_minor = o.amount_minor;
	insert into billing.refunds as r (school_id, payment_id, amount_minor,
	    currency, status, reason, stripe_refund_id, failure_reason, created_at)
	select p.school_id, p.id, o.amount_minor, o.currency, o.status,
	       case when o.data ->> 'reason' in ('duplicate', 'fraudulent')
		   then o.data ->> 'reason' else 'requested_by_customer' end,
	       o.id, o.data ->> 'failure',
	       coalesce(to_timestamp((o.data ->> 'created')::bigint), o.at)
	  from billing.stripe_objects o
	  join billing.payments p on p.id = o.payment_id
	  left join billing.refunds k on k.stripe_refund_id = o.id
	 where o.payment_id = any(payments) and o.kind = 'refund'
	   and (k.status, k.failure_reason) is distinct from
	       (o.status, o.data ->> 'failure')
	 order by o.id
	on conflict (stripe_refund_id) do update
	   set status = excluded.status, failure_reason = excluded.failure_reason,
	       updated_at = now()
	 where (r.status, r.failure_reason) is distinct from
	       (excluded.status, excluded.failure_reason);
end
$$;

-- A dispute is won when its money came back, whatever was said first.
create function billing.take_disputes(payments uuid[]) returns void
language plpgsql set search_path = '' as $$
begin
	if not exists (select from billing.stripe_objects o
	    where o.payment_id = any(payments) and o.kind = 'dispute') then
		return;
	end if;
	insert into billing.disputes as d (id, school_id, payment_id, amount_minor,
	    currency, status, reason, due_by, withdrawn, reinstated, created_at)
	select o.id, p.school_id, p.id, o.amount_minor, o.currency,
	       case when o.data @> '{"reinstated":true}' then 'won' else o.status end,
	       o.data ->> 'reason', to_timestamp((o.data ->> 'due_by')::bigint),
	       o.data @> '{"withdrawn":true}' or o.status = 'lost',
	       o.data @> '{"reinstated":true}' or o.status = 'won',
	       coalesce(to_timestamp((o.data ->> 'created')::bigint), o.at)
	  from billing.stripe_objects o
	  join billing.payments p on p.id = o.payment_id
	 where o.payment_id = any(payments) and o.kind = 'dispute'
	 order by o.id
	on conflict (id) do update
	   set status = excluded.status, reason = excluded.reason,
	       due_by = excluded.due_by,
	       withdrawn = d.withdrawn or excluded.withdrawn,
	       reinstated = d.reinstated or excluded.reinstated,
	       updated_at = now()
	 where (d.status, d.due_by, d.withdrawn, d.reinstated) is distinct from
	       (excluded.status, excluded.due_by, excluded.withdrawn,
		excluded.reinstated);
end
$$;

create function billing.settle_payments(payments uuid[])
returns setof billing.change
language plpgsql set search_path = '' as $$
declare
	s billing.settling[];
	invoice uuid;
begin
	if payments is null or cardinality(payments) = 0 then
		return;
	end if;
	perform from billing.payments p
	  where p.id = any(payments) order by p.id for update;
	perform billing.take_refunds(payments);
	perform billing.take_disputes(payments);
	s := array(select d from billing.derive(payments) d);
	if exists (select from unnest(s) x
	    where x.received > 0 and x.receipt_number is null) then
		s := billing.number_receipts(s);
	end if;
	update billing.payments p
	   set status = x.status, received_minor = x.received,
	       refunded_minor = x.refunded, reserved_minor = x.reserved,
	       dispute_status = x.dispute, failure_code = x.failure_code,
	       failure_message = x.failure_message, method = x.method,
	       paid_at = x.paid_at, receipt_number = x.receipt_number,
	       version = p.version + 1, updated_at = now()
	  from unnest(s) x
	 where p.id = x.id
	   and (p.status, p.received_minor, p.refunded_minor, p.reserved_minor,
		p.dispute_status, p.failure_code, p.failure_message, p.method,
		p.paid_at, p.receipt_number) is distinct from
	       (x.status, x.received, x.refunded, x.reserved, x.dispute,
		x.failure_code, x.failure_message, x.method, x.paid_at,
		x.receipt_number);
	perform billing.book(s);
	perform billing.tell(s);
	for invoice in
		select distinct x.invoice_id from unnest(s) x
		 where x.invoice_id is not null
		   and ((x.received, x.refunded) is distinct from
			(x.was_received, x.was_refunded)
			or x.dispute is not null)	-- any of them
		 order by 1
	loop
		perform billing.settle_invoice(invoice);
	end loop;
	return query
	select c.what, 1, x.event_id, null::text, x.status, x.id, x.payment_type,
	       c.amount, x.currency, c.detail
	  from unnest(s) x
	 cross join lateral (values
		('payment_succeeded', x.received, x.object_id,
		    x.received > 0 and x.was_received = 0),
		('payment_failed', null::bigint, x.failure_code,
		    x.status = 'failed' and x.was <> 'failed'),
		('payment_refunded', x.refunded - x.was_refunded, null,
		    x.refunded > x.was_refunded),
		('refund_failed', x.was_refunded - x.refunded, null,
		    x.refunded < x.was_refunded),
		('payment_disputed', null, x.dispute,
		    x.dispute is distinct from x.was_dispute))
	    c (what, amount, detail, holds)
	 where c.holds;
end
$$;

-- The history of a payment, and those who listen.
create function billing.tell(s billing.settling[]) returns void
language plpgsql set search_path = '' as $$
begin
	insert into billing.payment_history (payment_id, status, at,
	    webhook_event_id, notes)
	select x.id, x.status, coalesce(x.at, now()), x.event_id,
	       nullif(concat_ws('; ',
		   case when x.status = 'failed' then
		       coalesce(x.failure_message, x.failure_code) end,
		   case when x.refunded <> x.was_refunded then 'refunded '
		       || billing.major(x.refunded, x.currency) || ' '
		       || x.currency end,
		   case when x.dispute is distinct from x.was_dispute
		       then 'dispute ' || x.dispute end), '')
	  from unnest(s) x
	 where (x.status, x.refunded, x.dispute) is distinct from
	       (x.was, x.was_refunded, x.was_dispute);
	insert into platform.outbox (school_id, type, object_id, payload)
	select x.school_id, case when x.refunded > x.was_refunded
		   then 'PaymentRefunded'
		   when x.status = 'failed' then 'PaymentFailed'
		   else 'PaymentSucceeded' end, x.id,
	       jsonb_build_object('payment_id', x.id, 'user_id', x.user_id,
		   'payment_type', x.payment_type, 'status', x.status,
		   'received_minor', x.received, 'refunded_minor', x.refunded,
		   'currency', x.currency, 'invoice_id', x.invoice_id)
	  from unnest(s) x
	 where (x.received > 0 and x.was_received = 0)
	    or x.refunded > x.was_refunded
	    or (x.status = 'failed' and x.was <> 'failed');
end
$$;

-- One payment, for whoever changed something of it.
create function billing.settle_payment(payment uuid) returns void
language plpgsql set search_path = '' as $$
begin
	perform billing.adopt(array(select p.stripe_payment_intent_id
	    from billing.payments p where p.id = payment
	     and p.stripe_payment_intent_id is not null));
	perform billing.settle_payments(array[payment]);
end
$$;

grant execute on function billing.take_refunds(uuid[]),
    billing.take_disputes(uuid[]), billing.derive(uuid[]),
    billing.number_receipts(billing.settling[]),
    billing.book(billing.settling[]), billing.tell(billing.settling[]),
    billing.settle_payments(uuid[]), billing.settle_payment(uuid)
    to lyceum_payments;

commit;
