-- Deploy billing:asking
begin;

-- What was asked for under a client's Idempotency-Key.  Calls to Stripe lie
-- outside of a transaction, so that platform.idempotency cannot serve here;
-- and what a key stands for stays while it is open: see billing.prune.
create table billing.request_keys (
	key	bytea primary key,	-- SHA-256 of who asked where, and of the key
	digest	bytea not null,		-- of what was asked
	object_id uuid not null,
	at	timestamptz not null default now()
);
grant select, insert on billing.request_keys to lyceum_payments;

-- What was made under this key before, or null; a key that came with another
-- request is refused.
create function billing.asked_before(key bytea, digest bytea) returns uuid
language plpgsql set search_path = '' as $$
declare
	k billing.request_keys;
begin
	select x.* into k from billing.request_keys x where x.key = asked_before.key;
	if k.digest <> asked_before.digest then
		perform platform.fail('key_reused', '');
	end if;
	return k.object_id;
end
$$;

create function billing.asked_with(key bytea, digest bytea, object uuid) returns void
language plpgsql set search_path = '' as $$
begin
	if asked_with.key is not null then
		insert into billing.request_keys (key, digest, object_id)
		values (asked_with.key, asked_with.digest, object)
		on conflict do nothing;
	end if;
end
$$;

-- Whose account is paid on: one's own, or that of one ward if there is one.
create function billing.account_of(school uuid, me uuid, my_role text, who uuid)
returns uuid
language plpgsql set search_path = '' as $$
declare
	owner uuid := coalesce(who, case when my_role not in ('admin', 'parent') then me end);
	n bigint;
begin
	if owner is null and my_role = 'parent' then
		select count(*), (array_agg(w.student_id))[1] into n, owner
		  from identity_api.wards w where w.parent_id = me;
		if n <> 1 then
			owner := null;
		end if;
	end if;
	if owner is null then
		perform platform.fail('invalid', 'Say whose account is paid on.', 'user_id');
	end if;
	perform from identity_api.people p
	 where p.id = owner and p.school_id = school;
	if not found or not billing.sees(owner, me, my_role) then
		perform platform.fail('invalid', 'There is nobody here of that id for whom you pay.', 'user_id');
	end if;
	return owner;
end
$$;

-- One at a time asks for the money of one person.
create function billing.ask_alone(owner uuid) returns void
language plpgsql set search_path = '' as $$
begin
	perform pg_advisory_xact_lock(hashtextextended('billing.ask ' || owner, 0));
end
$$;

-- An invoice that can be paid by whoever asks.  That of a held seat is a draft
-- until somebody means to pay it.
create function billing.payable(school uuid, me uuid, my_role text, invoice uuid)
returns billing.invoices
language plpgsql set search_path = '' as $$
declare
	i billing.invoices;
	held boolean;
begin
	select x.* into i from billing.invoices x
	 where x.id = invoice and x.school_id = school
	   and billing.sees(x.user_id, me, my_role);
	held := i.status = 'draft' and exists (select from billing.holds h
		where h.invoice_id = invoice and h.status = 'held');
	if i.id is null or (i.status = 'draft' and not held and my_role <> 'admin') then
		perform platform.fail('invalid', 'There is no such invoice.', 'invoice_id');
	end if;
	perform billing.ask_alone(i.user_id);
	if held then
		perform billing.issue(invoice, school, me);
	end if;
	select x.* into i from billing.invoices x where x.id = invoice for update;
	if i.status in ('draft', 'void', 'uncollectible') then
		perform platform.fail('invoice_state', '');
	end if;
	return i;
end
$$;

-- What is still to be paid of an invoice, or of one of its instalments; what
-- is under way counts as paid.  The first money pays the first instalment.
create function billing.left_of(i billing.invoices, part int) returns bigint
language plpgsql set search_path = '' as $$
declare
	under_way bigint;
	due bigint;
	amount bigint;
begin
	select coalesce(sum(p.amount_minor), 0) into under_way
	  from billing.payments p
	 where p.invoice_id = i.id and p.status = 'processing';
	due := i.total_minor;
	if part is not null then
		select sum(n.amount_minor), max(n.amount_minor) filter (where n.no = part)
		  into due, amount
		  from billing.instalments n where n.invoice_id = i.id and n.no <= part;
		if amount is null then
			perform platform.fail('invalid', 'The invoice has no such instalment.', 'instalment');
		end if;
	end if;
	return greatest(0, least(amount, i.total_minor - i.paid_minor
	    - i.credited_minor - under_way, due - i.paid_minor
	    - i.credited_minor - under_way));
end
$$;

create type billing.wanted as (
	owner uuid, invoice uuid, amount bigint, currency text, purpose text,
	kind text, semester text, year int, description text);

-- What a payment for an invoice is of.
create function billing.wanted_of(school uuid, me uuid, my_role text,
    invoice uuid, part int) returns billing.wanted
language plpgsql set search_path = '' as $$
declare
	i billing.invoices := billing.payable(school, me, my_role, invoice);
	w billing.wanted;
begin
	w.owner := i.user_id;
	w.invoice := i.id;
	w.amount := billing.left_of(i, part);
	w.currency := i.currency;
	w.purpose := 'invoice:' || i.id || coalesce(':' || part, '');
	w.kind := (select l.kind from billing.invoice_lines l
		where l.invoice_id = i.id
		group by l.kind order by sum(l.amount_minor) desc, l.kind limit 1);
	w.semester := i.semester;
	w.year := i.year;
	w.description := 'Invoice ' || i.number || coalesce(', instalment ' || part, '');
	if w.amount = 0 then
		perform platform.fail('nothing_owed', '');
	end if;
	return w;
end
$$;

-- What somebody pays of their own accord.
create function billing.wanted_freely(school uuid, owner uuid, amount numeric,
    currency text, kind text, semester text, year int, description text)
returns billing.wanted
language plpgsql set search_path = '' as $$
declare
	w billing.wanted;
begin
	if amount is null then
		perform platform.fail('invalid', 'Say how much.', 'amount');
	elsif kind is null then
		perform platform.fail('invalid', 'Say what for.', 'payment_type');
	end if;
	w.owner := owner;
	w.currency := coalesce(currency, (select s.currency from billing.settings s
		where s.school_id = school), 'USD');
	w.amount := billing.minor(amount, w.currency, 'amount');
	if w.amount <= 0 then
		perform platform.fail('invalid', 'must be more than 0', 'amount');
	end if;
	w.purpose := 'free:' || encode(sha256(convert_to(jsonb_build_array(school,
	    w.amount, w.currency, kind, semester, year, description)::text, 'UTF8')), 'hex');
	w.kind := kind;
	w.semester := semester;
	w.year := year;
	w.description := description;
	return w;
end
$$;

create function billing.is_open(p billing.payments) returns boolean
language sql immutable
return p.status in ('pending', 'processing') or (p.status = 'failed'
	and p.stripe_payment_intent_id is not null
	and p.failure_code is distinct from 'canceled');

-- The payment of what is wanted: the open one there is, or a new one.  Or no
-- payment, but a rival that must be canceled first: another sum for the same,
-- another part of the same invoice, somebody else's card.  A payment that
-- failed can still be paid with another card, so it is open.
create function billing.payment_for(school uuid, me uuid, w billing.wanted,
    out payment uuid, out rival uuid)
language plpgsql set search_path = '' as $$
declare
	customer text := (select c.stripe_customer_id from billing.customers c
		where c.user_id = me and not c.is_deleted);
	p billing.payments;
begin
	for p in
		select x.* from billing.payments x
		 where x.user_id = w.owner and x.school_id = school
		   and billing.is_open(x)
		   and (x.purpose = w.purpose or x.invoice_id = w.invoice)
		 order by x.status = 'processing' desc, x.id desc
	loop
		if p.purpose = w.purpose and (p.status = 'processing'
		    or (p.amount_minor = w.amount and p.currency = w.currency
			and p.stripe_customer_id is not distinct from customer)) then
			payment := coalesce(payment, p.id);
		elsif p.status <> 'processing' then
			rival := p.id;
		end if;
	end loop;
	if payment is not null or rival is not null then
		return;
	end if;
	insert into billing.payments (school_id, user_id, amount_minor, currency,
	    stripe_customer_id, payment_type, semester, year, description,
	    purpose, invoice_id, asked_at, created_by)
	values (school, w.owner, w.amount, w.currency, customer, w.kind,
	    w.semester, w.year, w.description, w.purpose, w.invoice, now(), me)
	returning id into payment;
	insert into billing.payment_history (payment_id, status, notes)
	values (payment, 'pending', 'Asked for');
end
$$;

create function billing.ask_payment(school uuid, me uuid, my_role text,
    key bytea, digest bytea, who uuid, invoice uuid, part int, amount numeric,
    currency text, kind text, semester text, year int, description text,
    out payment uuid, out rival uuid)
language plpgsql set search_path = '' as $$
declare
	w billing.wanted;
	owner uuid;
begin
	payment := billing.asked_before(key, digest);
	if payment is not null then
		return;
	end if;
	if invoice is not null then
		if amount is not null then
			perform platform.fail('invalid', 'The invoice says how much.', 'amount');
		end if;
		w := billing.wanted_of(school, me, my_role, invoice, part);
	else
		owner := billing.account_of(school, me, my_role, who);
		perform billing.ask_alone(owner);
		w := billing.wanted_freely(school, owner, amount, currency, kind,
		    semester, year, description);
	end if;
	select f.payment, f.rival into payment, rival
	  from billing.payment_for(school, me, w) f;
	if rival is not null then
		payment := null;
	else
		perform billing.asked_with(key, digest, payment);
	end if;
end
$$;

-- Stripe's name of a payment, once; false if it has another.
create function billing.keep_intent(payment uuid, intent text) returns boolean
language plpgsql set search_path = '' as $$
begin
	update billing.payments p
	   set stripe_payment_intent_id = intent, version = p.version + 1,
	       updated_at = now()
	 where p.id = payment and p.stripe_payment_intent_id is null;
	return exists (select from billing.payments p
		where p.id = payment and p.stripe_payment_intent_id = intent);
end
$$;

-- Stripe will not: nothing was charged.
create function billing.payment_refused(payment uuid, code text, words text)
returns void
language plpgsql set search_path = '' as $$
begin
	update billing.payments p
	   set status = 'failed', failure_code = code,
	       failure_message = left(words, 500), version = p.version + 1,
	       updated_at = now()
	 where p.id = payment and p.status = 'pending'
	   and p.stripe_payment_intent_id is null;
	if found then
		insert into billing.payment_history (payment_id, status, notes)
		values (payment, 'failed', left(words, 500));
	end if;
end
$$;

-- ---- Refunds

-- Reserves what is to be given back, under the payment's row.  A refund of the
-- same amount of which nothing is known yet is the same refund.
create function billing.ask_refund(payment uuid, school uuid, me uuid, key bytea,
    digest bytea, amount numeric, reason text, note text,
    out refund uuid, out fresh boolean)
language plpgsql set search_path = '' as $$
declare
	p billing.payments;
	units bigint;
begin
	fresh := false;
	select x.* into p from billing.payments x
	 where x.id = payment and x.school_id = school for update;
	if not found then
		return;
	end if;
	refund := billing.asked_before(key, digest);
	if refund is not null then
		return;
	end if;
	units := coalesce(billing.minor(amount, p.currency, 'amount'),
	    p.received_minor - p.reserved_minor);
	if amount is not null and units <= 0 then
		perform platform.fail('invalid', 'must be more than 0', 'amount');
	end if;
	select x.id into refund from billing.refunds x
	 where x.payment_id = p.id and x.status = 'pending'
	   and x.stripe_refund_id is null
	   and (amount is null or x.amount_minor = units) order by x.id limit 1;
	if refund is null then
		refund := billing.reserve(p, units, me, reason, note);
		fresh := true;
	end if;
	perform billing.asked_with(key, digest, refund);
end
$$;

create function billing.reserve(p billing.payments, units bigint, me uuid,
    reason text, note text) returns uuid
language plpgsql set search_path = '' as $$
declare
	refund uuid;
begin
	if p.status not in ('succeeded', 'refunded') then
		perform platform.fail('payment_state', '');
	elsif exists (select from billing.disputes d where d.payment_id = p.id
	    and d.status not in ('won', 'warning_closed')) then
		perform platform.fail('disputed', '');
	elsif units <= 0 or units > p.received_minor - p.reserved_minor then
		perform platform.fail('refund_too_much', format('%s %s can be refunded.',
		    billing.major(p.received_minor - p.reserved_minor, p.currency),
		    p.currency));
	end if;
	insert into billing.refunds (school_id, payment_id, amount_minor, currency,
	    reason, note, asked_at, created_by)
	values (p.school_id, p.id, units, p.currency,
	    coalesce(reserve.reason, 'requested_by_customer'),
	    coalesce(reserve.note, ''), now(), me)
	returning id into refund;
	perform billing.reserved_anew(p.id);
	return refund;
end
$$;

create function billing.reserved_anew(payment uuid) returns void
language sql volatile
begin atomic
	update billing.payments p
	   set reserved_minor = coalesce((select sum(x.amount_minor)
		from billing.refunds x where x.payment_id = p.id
		 and x.status not in ('failed', 'canceled')), 0),
	       version = p.version + 1, updated_at = now()
	 where p.id = payment;
end;

-- Stripe will not: what was reserved is free again.
create function billing.refund_refused(refund uuid, code text) returns void
language plpgsql set search_path = '' as $$
declare
	payment uuid := (select x.payment_id from billing.refunds x where x.id = refund);
begin
	perform from billing.payments p where p.id = payment for update;
	update billing.refunds x
	   set status = 'failed', failure_reason = code, updated_at = now()
	 where x.id = refund and x.stripe_refund_id is null and x.status = 'pending';
	if found then
		perform billing.reserved_anew(payment);
	end if;
end
$$;

-- ---- Money that never was at Stripe

-- Cash or a transfer that somebody noted: as if Stripe had said so, but the
-- money is elsewhere.
create function billing.note_payment(school uuid, me uuid, who uuid,
    invoice uuid, amount numeric, currency text, kind text, semester text,
    year int, description text, how text, reference text) returns uuid
language plpgsql set search_path = '' as $$
declare
	w billing.wanted;
	units bigint;
	made uuid := platform.uuid7();
begin
	if invoice is not null then
		w := billing.wanted_of(school, me, 'admin', invoice, null);
		if currency <> w.currency then
			perform platform.fail('invalid', 'The invoice is in ' || w.currency || '.', 'currency');
		end if;
		units := billing.minor(amount, w.currency, 'amount');
		if units <= 0 then
			perform platform.fail('invalid', 'must be more than 0', 'amount');
		elsif units > w.amount then
			perform platform.fail('invalid', format('Only %s %s are left of the invoice.',
			    billing.major(w.amount, w.currency), w.currency), 'amount');
		end if;
		w.amount := coalesce(units, w.amount);
		w.description := coalesce(description, w.description);
	else
		w := billing.wanted_freely(school, billing.account_of(school, me,
		    'admin', who), amount, currency, kind, semester, year, description);
	end if;
	insert into billing.payments (id, school_id, user_id, amount_minor, currency,
	    status, payment_type, semester, year, description, invoice_id, paid_at,
	    received_minor, method, metadata, receipt_number, created_by)
	values (made, school, w.owner, w.amount, w.currency, 'succeeded', w.kind,
	    w.semester, w.year, w.description, w.invoice, now(), w.amount, how,
	    jsonb_build_object('reference', coalesce(reference, '')),
	    billing.next_number(school, 'receipt', 'REC-'), me);
	insert into billing.payment_history (payment_id, status, notes)
	values (made, 'succeeded', how);
	perform billing.post(school, w.owner, 'payment', made::text, 1, 'elsewhere',
	    'receivable', w.amount, w.currency, now(), '', w.invoice, made,
	    w.semester, w.year);
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'PaymentSucceeded', made, jsonb_build_object('payment_id', made,
	    'user_id', w.owner, 'amount_minor', w.amount, 'currency', w.currency,
	    'payment_type', w.kind));
	if w.invoice is not null then
		perform billing.settle_invoice(w.invoice);
	end if;
	return made;
end
$$;

-- What was given back by hand.
create function billing.note_refund(refund uuid) returns void
language plpgsql set search_path = '' as $$
declare
	payment uuid := (select x.payment_id from billing.refunds x where x.id = refund);
begin
	perform from billing.payments p where p.id = payment for update;
	update billing.refunds x set status = 'succeeded', updated_at = now()
	 where x.id = refund and x.status = 'pending';
	perform billing.settle_payments(array[payment]);
end
$$;

-- ---- Customers

-- The row under whose key Stripe makes the customer; one that Stripe deleted
-- is made anew, under another key.
create function billing.ask_customer(me uuid, school uuid, anew boolean)
returns billing.customers
language plpgsql set search_path = '' as $$
declare
	c billing.customers;
begin
	insert into billing.customers (user_id, school_id) values (me, school)
	on conflict (user_id) do nothing;
	update billing.customers x
	   set stripe_customer_id = null, stripe_key = gen_random_uuid(),
	       default_method = null, is_deleted = false, version = x.version + 1,
	       updated_at = now()
	 where x.user_id = me and (x.is_deleted or anew);
	select x.* into c from billing.customers x where x.user_id = me;
	return c;
end
$$;

grant execute on function billing.asked_before(bytea, bytea), billing.asked_with(bytea, bytea, uuid),
    billing.account_of(uuid, uuid, text, uuid), billing.ask_alone(uuid), billing.payable(uuid, uuid, text,
    uuid), billing.left_of(billing.invoices, int), billing.wanted_of(uuid, uuid, text, uuid, int),
    billing.wanted_freely(uuid, uuid, numeric, text, text, text, int, text),
    billing.is_open(billing.payments), billing.payment_for(uuid, uuid, billing.wanted),
    billing.ask_payment(uuid, uuid, text, bytea, bytea, uuid, uuid, int, numeric, text, text, text, int,
    text), billing.keep_intent(uuid, text), billing.payment_refused(uuid, text, text),
    billing.ask_refund(uuid, uuid, uuid, bytea, bytea, numeric, text, text), billing.reserve(billing.payments,
    bigint, uuid, text, text), billing.reserved_anew(uuid), billing.refund_refused(uuid, text),
    billing.note_payment(uuid, uuid, uuid, uuid, numeric, text, text, text, int, text, text, text),
    billing.note_refund(uuid), billing.ask_customer(uuid, uuid, boolean) to lyceum_payments;

commit;
