-- Deploy billing:subscribing
begin;

-- anchor_no: how many periods were over at the anchor.  tries: how often the
-- payer's card was asked for what is open.
alter table billing.subscriptions
	add column anchor_no	int not null default 0,
	add column tries	smallint not null default 0,
	add column first_try_at	timestamptz,
	add column next_try_at	timestamptz;
create index invoices_of_subscription on billing.invoices (subscription_id)
	where subscription_id is not null;

-- What a change of plan gives and takes, until an invoice has it.
create table billing.prorations (
	id		uuid primary key default platform.uuid7(),
	subscription_id	uuid not null references billing.subscriptions,
	description	text not null,
	kind		billing.kind not null,
	is_taxable	boolean not null,
	amount_minor	bigint not null check (amount_minor <> 0),
	invoice_id	uuid references billing.invoices on delete set null,
	at		timestamptz not null
);
create index prorations_of_subscription on billing.prorations (subscription_id, id);

-- ---- Time

-- The end of the n-th period from the anchor, by the calendar in UTC: from 31
-- January on by months, 28 February, then 31 March.
create function billing.period_at(anchor timestamptz, every text, every_count int,
    n int) returns timestamptz
language sql immutable
return (anchor at time zone 'UTC' + case every
	when 'week' then make_interval(weeks => every_count * n)
	when 'month' then make_interval(months => every_count * n)
	else make_interval(years => every_count * n) end) at time zone 'UTC';

-- What so many seconds of a period cost, rounded as money is.
create function billing.prorated(amount bigint, since timestamptz,
    start timestamptz, until timestamptz, step int) returns bigint
language sql immutable
return billing.part(amount::numeric
	* greatest(0, extract(epoch from until - since)::bigint),
    extract(epoch from until - start)::bigint, step);

create function billing.times(quantity int, name text) returns text
language sql immutable
return case when quantity = 1 then name else quantity || ' × ' || name end;

create function billing.spoken(at timestamptz) returns text
language sql stable
return to_char(at at time zone 'UTC', 'FMDD Mon YYYY');

-- ---- Invoices of subscriptions

-- What was not billed yet, as lines: what is charged, then of what is given
-- back as much as is covered.  The rest waits for the next invoice.
create function billing.take_prorations(s billing.subscriptions, invoice uuid)
returns void
language plpgsql set search_path = '' as $$
declare
	p billing.prorations;
	tax uuid;
	left_over bigint;
	part bigint;
begin
	select coalesce(sum(l.amount_minor), 0) into left_over
	  from billing.invoice_lines l where l.invoice_id = invoice;
	for p in select x.* from billing.prorations x
	    where x.subscription_id = s.id and x.invoice_id is null
	    order by x.amount_minor < 0, x.id for update loop
		part := greatest(p.amount_minor, -left_over);
		exit when part = 0;
		if part <> p.amount_minor then
			insert into billing.prorations (subscription_id, description,
			    kind, is_taxable, amount_minor, at)
			values (s.id, p.description, p.kind, p.is_taxable,
			    p.amount_minor - part, p.at);
		end if;
		update billing.prorations x set invoice_id = invoice, amount_minor = part
		 where x.id = p.id;
		tax := case when p.is_taxable
		    then billing.tax_of(s.user_id, s.school_id) end;
		insert into billing.invoice_lines (invoice_id, position, description,
		    kind, unit_minor, tax_id)
		select invoice, coalesce(max(l.position), 0) + 1, p.description, p.kind,
		       part, tax
		  from billing.invoice_lines l where l.invoice_id = invoice;
		left_over := left_over + part;
	end loop;
end
$$;

-- Each line's tax is rounded: all that is given back may come to a unit more
-- than all that is charged.  Then a little less is given back now.
create function billing.keep_above_nothing(invoice uuid) returns void
language plpgsql set search_path = '' as $$
declare
	l billing.invoice_lines;
	p billing.prorations;
	step int := (select k.step from billing.invoices i
		join billing.currencies k on k.code = i.currency where i.id = invoice);
begin
	loop
		perform billing.total(invoice);
		exit when (select sum(x.tax_minor) >= 0
		    and sum(x.net_minor + x.tax_minor) >= 0
		    from billing.invoice_lines x where x.invoice_id = invoice);
		select x.* into l from billing.invoice_lines x
		 where x.invoice_id = invoice and x.unit_minor < 0
		 order by x.unit_minor limit 1;
		exit when not found;
		select x.* into p from billing.prorations x
		 where x.invoice_id = invoice and x.amount_minor = l.unit_minor limit 1;
		insert into billing.prorations (subscription_id, description, kind,
		    is_taxable, amount_minor, at)
		values (p.subscription_id, p.description, p.kind, p.is_taxable, -step, p.at);
		if p.amount_minor + step = 0 then
			delete from billing.prorations x where x.id = p.id;
			delete from billing.invoice_lines x where x.id = l.id;
		else
			update billing.prorations x set amount_minor = p.amount_minor + step
			 where x.id = p.id;
			update billing.invoice_lines x set unit_minor = l.unit_minor + step
			 where x.id = l.id;
		end if;
	end loop;
end
$$;

-- The invoice of the period that begins, or only of what a change costs.  A
-- coupon is for the first of them, if it can still be used then.
create function billing.bill_subscription(s billing.subscriptions, period boolean,
    actor uuid) returns uuid
language plpgsql set search_path = '' as $$
declare
	n billing.plans;
	made uuid;
begin
	select x.* into n from billing.plans x where x.id = s.plan_id;
	insert into billing.invoices (school_id, user_id, currency, subscription_id,
	    period_no, created_by)
	values (s.school_id, s.user_id, n.currency, s.id,
	    case when period then s.period_no end, actor)
	returning id into made;
	if period then
		insert into billing.invoice_lines (invoice_id, position, description,
		    kind, quantity, unit_minor, tax_id)
		values (made, 1, left(format('%s, %s to %s', n.name,
			billing.spoken(s.period_start), billing.spoken(s.period_end)), 500),
		    n.kind, s.quantity, n.amount_minor,
		    case when n.is_taxable
			then billing.tax_of(s.user_id, s.school_id) end);
	end if;
	perform billing.take_prorations(s, made);
	perform billing.keep_above_nothing(made);
	if s.coupon_id is not null and not exists (select from billing.redemptions r
	    join billing.invoices i on i.id = r.invoice_id
	    where r.coupon_id = s.coupon_id and i.subscription_id = s.id) then
		begin
			perform billing.redeem(made, s.coupon_id, actor);
			perform billing.keep_above_nothing(made);
		exception when sqlstate 'LY001' or check_violation then
			null;
		end;
	end if;
	perform billing.issue(made, s.school_id, actor);
	return made;
end
$$;

-- Before a subscription ends, what a change of it still costs is billed.
create function billing.bill_rest(s billing.subscriptions, actor uuid) returns void
language plpgsql set search_path = '' as $$
begin
	if (select sum(p.amount_minor) > 0 from billing.prorations p
	    where p.subscription_id = s.id and p.invoice_id is null) then
		perform billing.bill_subscription(s, false, actor);
	end if;
end
$$;

-- ---- What people do with a subscription

-- The largest sum that Stripe takes at once; true.
create function billing.affordable(amount bigint, quantity int) returns boolean
language plpgsql stable set search_path = '' as $$
begin
	return amount * quantity <= 99999999
	    or platform.fail('invalid', 'is more than can be charged at once', 'quantity');
end
$$;

-- Whoever subscribes pays; administrators say who, of those whose it can be.
create function billing.payer_of(owner uuid, me uuid, role text, said uuid)
returns uuid
language plpgsql stable set search_path = '' as $$
begin
	if role <> 'admin' then
		return me;
	elsif said is not null and said <> owner and not exists (
	    select from identity_api.wards w
	     where w.parent_id = said and w.student_id = owner) then
		perform platform.fail('invalid', 'The student pays, or a parent.', 'payer_id');
	end if;
	return coalesce(said, owner);
end
$$;

create function billing.subscribe(school uuid, me uuid, role text, who uuid,
    plan uuid, quantity int, payer uuid, coupon text,
    at timestamptz default now()) returns uuid
language plpgsql set search_path = '' as $$
declare
	owner constant uuid := billing.account_of(school, me, role, who);
	start constant timestamptz := date_trunc('second', at);
	n billing.plans;
	s billing.subscriptions;
	offered uuid;
	trial int;
begin
	select x.* into n from billing.plans x
	 where x.id = plan and x.school_id = school and x.is_active;
	if not found then
		perform platform.fail('invalid', 'Choose a plan of the school.', 'plan_id');
	end if;
	perform billing.affordable(n.amount_minor, subscribe.quantity);
	if coupon is not null then
		select c.id into offered from billing.coupons c
		 where c.school_id = school and c.code = coupon and c.is_active;
		if not found then
			perform platform.fail('invalid', 'There is no such coupon.', 'coupon');
		end if;
	end if;
	-- Free once, not again for who cancels and comes back.
	trial := case when exists (select from billing.subscriptions x
		where x.user_id = owner and x.plan_id = plan) then 0
	    else n.trial_days end;
	insert into billing.subscriptions as x (school_id, user_id, plan_id, quantity,
	    status, started_at, anchor_at, period_no, period_start, period_end,
	    payer_id, coupon_id)
	values (school, owner, plan, subscribe.quantity,
	    case when trial > 0 then 'trialing' else 'active' end, start,
	    start + make_interval(days => trial),
	    case when trial > 0 then 0 else 1 end, start,
	    case when trial > 0 then start + make_interval(days => trial)
		else billing.period_at(start, n.every, n.every_count, 1) end,
	    billing.payer_of(owner, me, role, payer), offered)
	returning x.* into s;
	if s.status = 'active' then
		perform billing.bill_subscription(s, true, me);
	end if;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'SubscriptionCreated', s.id, jsonb_build_object(
	    'user_id', owner, 'plan_id', plan, 'status', s.status, 'actor', me));
	return s.id;
end
$$;

-- Its row, locked, for whoever may see it; null when there is none, or it is
-- not as it was read.
create function billing.take_subscription(sub uuid, school uuid, me uuid,
    role text, version int) returns billing.subscriptions
language plpgsql set search_path = '' as $$
declare
	s billing.subscriptions;
begin
	select x.* into s from billing.subscriptions x
	 where x.id = sub and x.school_id = school
	   and billing.sees(x.user_id, me, role) for update;
	if s.version <> version then
		return null;
	elsif s.status = 'canceled' then
		perform platform.fail('conflict', 'This subscription has ended.');
	end if;
	return s;
end
$$;

-- Another plan or quantity, by the second: what is left of the period is given
-- back as it was and charged as it will be.  now: an invoice of it at once,
-- unless it only gives back; next: with the next period; none: not at all.  A
-- plan of another rhythm begins its period now, and is billed now.
create function billing.change_subscription(sub uuid, school uuid, me uuid,
    role text, plan uuid, quantity int, prorate text, version int,
    at timestamptz default now()) returns uuid
language plpgsql set search_path = '' as $$
declare
	s billing.subscriptions := billing.take_subscription(sub, school, me, role,
	    version);
	o billing.plans;
	n billing.plans;
	step int;
	back bigint;
	cost bigint := 0;
	rhythm boolean;
	since timestamptz;
begin
	if s.id is null then
		return null;
	end if;
	if prorate = 'none' and role <> 'admin' then
		perform platform.fail('invalid', 'is for the school to decide', 'prorate');
	end if;
	since := least(greatest(date_trunc('second', at), s.period_start), s.period_end);
	quantity := coalesce(quantity, s.quantity);
	select x.* into o from billing.plans x where x.id = s.plan_id;
	select x.* into n from billing.plans x
	 where x.id = coalesce(plan, s.plan_id) and x.school_id = school
	   and (x.is_active or x.id = s.plan_id);
	if n.id is null or n.currency <> o.currency then
		perform platform.fail('invalid', case when n.id is null
		    then 'Choose a plan of the school.'
		    else format('The subscription is in %s.', o.currency) end, 'plan_id');
	end if;
	perform billing.affordable(n.amount_minor, quantity);
	rhythm := (n.every, n.every_count) <> (o.every, o.every_count)
	    and s.status <> 'trialing';
	if s.status <> 'trialing' and prorate <> 'none'
	    and (n.id, quantity) <> (o.id, s.quantity) then
		select k.step into step from billing.currencies k where k.code = o.currency;
		back := billing.prorated(o.amount_minor * s.quantity, since,
		    s.period_start, s.period_end, step);
		if not rhythm then
			cost := billing.prorated(n.amount_minor * quantity, since,
			    s.period_start, s.period_end, step);
		end if;
		insert into billing.prorations (subscription_id, description, kind,
		    is_taxable, amount_minor, at)
		select s.id, left(v.words || ' after ' || billing.spoken(since), 500),
		       v.kind, v.is_taxable, v.amount, since
		  from (values
			('Unused time on ' || billing.times(s.quantity, o.name),
			 o.kind, o.is_taxable, -back),
			('Remaining time on ' || billing.times(quantity, n.name),
			 n.kind, n.is_taxable, cost))
		      v (words, kind, is_taxable, amount)
		 where v.amount <> 0;
	end if;
	update billing.subscriptions x
	   set plan_id = n.id, quantity = change_subscription.quantity,
	       anchor_at = case when rhythm then since else x.anchor_at end,
	       anchor_no = case when rhythm then x.period_no else x.anchor_no end,
	       period_no = x.period_no + rhythm::int,
	       period_start = case when rhythm then since else x.period_start end,
	       period_end = case when rhythm then
		   billing.period_at(since, n.every, n.every_count, 1)
		   else x.period_end end,
	       version = x.version + 1, updated_at = now()
	 where x.id = s.id returning x.* into s;
	if rhythm then
		perform billing.bill_subscription(s, true, me);
	elsif prorate = 'now' then
		perform billing.bill_rest(s, me);
	end if;
	return s.id;
end
$$;

-- At once, or when the period ends.  What was paid for is not given back.
create function billing.cancel_subscription(sub uuid, school uuid, me uuid,
    role text, later boolean) returns uuid
language plpgsql set search_path = '' as $$
declare
	s billing.subscriptions := billing.take_subscription(sub, school, me, role, null);
begin
	update billing.subscriptions x
	   set cancel_at_period_end = later,
	       status = case when later then x.status else 'canceled' end,
	       canceled_at = case when not later then now() end, next_try_at = null,
	       version = x.version + 1, updated_at = now()
	 where x.id = s.id;
	if found and not later then
		perform billing.bill_rest(s, me);
		insert into platform.outbox (school_id, type, object_id, payload)
		values (school, 'SubscriptionCanceled', s.id, jsonb_build_object(
		    'user_id', s.user_id, 'plan_id', s.plan_id, 'actor', me));
	end if;
	return s.id;
end
$$;

create function billing.resume_subscription(sub uuid, school uuid, me uuid,
    role text) returns uuid
language plpgsql set search_path = '' as $$
declare
	s billing.subscriptions := billing.take_subscription(sub, school, me, role, null);
begin
	if not s.cancel_at_period_end then
		perform platform.fail('conflict', 'This subscription goes on as it is.');
	end if;
	update billing.subscriptions x
	   set cancel_at_period_end = false, version = x.version + 1, updated_at = now()
	 where x.id = s.id;
	return s.id;
end
$$;

grant select, insert, update, delete on billing.prorations to lyceum_payments;
grant execute on function billing.period_at(timestamptz, text, int, int),
    billing.prorated(bigint, timestamptz, timestamptz, timestamptz, int),
    billing.times(int, text), billing.spoken(timestamptz),
    billing.take_prorations(billing.subscriptions, uuid),
    billing.keep_above_nothing(uuid),
    billing.bill_subscription(billing.subscriptions, boolean, uuid),
    billing.bill_rest(billing.subscriptions, uuid),
    billing.affordable(bigint, int), billing.payer_of(uuid, uuid, text, uuid),
    billing.subscribe(uuid, uuid, text, uuid, uuid, int, uuid, text, timestamptz),
    billing.take_subscription(uuid, uuid, uuid, text, int),
    billing.change_subscription(uuid, uuid, uuid, text, uuid, int, text, int,
	timestamptz),
    billing.cancel_subscription(uuid, uuid, uuid, text, boolean),
    billing.resume_subscription(uuid, uuid, uuid, text) to lyceum_payments;

commit;
