-- Deploy billing:renewing
begin;

-- ---- Periods that end

create function billing.subscriptions_due(at timestamptz, most int)
returns setof uuid
language sql stable
begin atomic
	select s.id from billing.subscriptions s
	 where s.status <> 'canceled' and s.period_end <= at
	 order by s.period_end, s.id limit most;
end;

-- Begins the period after the one that is over, and bills it: each once,
-- however many ask.  What was to end, or was never paid, ends.  Answers how
-- many periods were billed.
create function billing.renew(sub uuid, at timestamptz) returns int
language plpgsql set search_path = '' as $$
declare
	s billing.subscriptions;
	n billing.plans;
	made int := 0;
begin
	select x.* into s from billing.subscriptions x
	 where x.id = sub and x.status <> 'canceled' and x.period_end <= at
	   for update skip locked;
	if not found then
		return 0;
	end if;
	select x.* into n from billing.plans x where x.id = s.plan_id;
	while s.period_end <= at loop
		if s.cancel_at_period_end or s.status = 'unpaid' then
			update billing.subscriptions x
			   set status = 'canceled', canceled_at = x.period_end,
			       next_try_at = null, version = x.version + 1,
			       updated_at = now()
			 where x.id = sub;
			perform billing.bill_rest(s, null);
			insert into platform.outbox (school_id, type, object_id, payload)
			values (s.school_id, 'SubscriptionCanceled', sub,
			    jsonb_build_object('user_id', s.user_id,
				'plan_id', s.plan_id, 'unpaid', s.status = 'unpaid'));
			exit;
		end if;
		update billing.subscriptions x
		   set period_no = x.period_no + 1, period_start = x.period_end,
		       period_end = billing.period_at(x.anchor_at, n.every,
			   n.every_count, x.period_no + 1 - x.anchor_no),
		       status = case x.status when 'trialing' then 'active'
			   else x.status end,
		       version = x.version + 1, updated_at = now()
		 where x.id = sub returning x.* into s;
		perform billing.bill_subscription(s, true, null);
		made := made + 1;
	end loop;
	return made;
end
$$;

-- ---- Whose card is charged

-- Subscriptions with something to pay for which the time to ask has come.
create function billing.charges_due(at timestamptz, most int)
returns table (subscription_id uuid, invoice_id uuid)
language sql stable
begin atomic
	select distinct on (s.id) s.id, i.id
	  from billing.invoices i
	  join billing.subscriptions s on s.id = i.subscription_id
	 where i.status = 'open' and s.status in ('active', 'past_due')
	   and coalesce(s.next_try_at, '-infinity') <= at
	 order by s.id, i.issued_at, i.id limit most;
end;

-- After the first time the card is asked again on days 1, 3, 5 and 7; then the
-- subscription is unpaid.  Two who were told the same no count it once.
create function billing.charge_failed(sub uuid, tried int, at timestamptz)
returns text
language plpgsql set search_path = '' as $$
declare
	days constant int[] := array[1, 3, 5, 7];
	s billing.subscriptions;
begin
	update billing.subscriptions x
	   set tries = x.tries + 1, first_try_at = coalesce(x.first_try_at, at),
	       next_try_at = coalesce(x.first_try_at, at)
		   + make_interval(days => days[x.tries + 1]),
	       status = case when x.tries >= array_length(days, 1) then 'unpaid'
		   else 'past_due' end,
	       version = x.version + 1, updated_at = now()
	 where x.id = sub and x.status in ('active', 'past_due') and x.tries = tried
	returning x.* into s;
	if s.tries = 1 or s.status = 'unpaid' then
		insert into platform.outbox (school_id, type, object_id, payload)
		values (s.school_id, case s.status when 'unpaid'
		    then 'SubscriptionUnpaid' else 'SubscriptionPastDue' end, sub,
		    jsonb_build_object('user_id', s.user_id, 'plan_id', s.plan_id,
			'payer_id', s.payer_id));
	end if;
	return s.status;
end
$$;

-- The payment with which a card is to be asked, written down before anybody
-- is asked; null when there is nothing to ask with, or somebody is about to
-- pay by hand.  Nobody else asks for two minutes.  Who has no card kept pays by hand: late from the day after the
-- invoice was due, unpaid a week later.
create function billing.begin_charge(sub uuid, invoice uuid, at timestamptz,
    out payment_id uuid, out school_id uuid, out user_id uuid,
    out stripe_key uuid, out intent text, out customer text, out method text,
    out amount_minor bigint, out currency text, out description text,
    out payment_type text, out tries int)
language plpgsql set search_path = '' as $$
declare
	s billing.subscriptions;
	c billing.customers;
	f record;
	p billing.payments;
begin
	perform billing.ask_alone((select i.user_id from billing.invoices i
	    where i.id = invoice));
	select x.* into s from billing.subscriptions x
	 where x.id = sub and x.status in ('active', 'past_due')
	   and coalesce(x.next_try_at, '-infinity') <= at for update skip locked;
	if not found then
		return;
	end if;
	select x.* into c from billing.customers x
	 where x.user_id = coalesce(s.payer_id, s.user_id)
	   and x.stripe_customer_id is not null and x.default_method is not null
	   and not x.is_deleted;
	if not found then
		if s.status = 'active' and billing.late_since(invoice)
		    < (at at time zone 'UTC')::date then
			update billing.subscriptions x
			   set status = 'past_due', version = x.version + 1
			 where x.id = sub;
		elsif s.status = 'past_due' and billing.late_since(invoice) + 7
		    < (at at time zone 'UTC')::date then
			update billing.subscriptions x
			   set status = 'unpaid', version = x.version + 1
			 where x.id = sub;
		end if;
		return;
	end if;
	begin
		select w.* into f from billing.payment_for(s.school_id, c.user_id,
		    billing.wanted_of(s.school_id, c.user_id, 'admin', invoice, null)) w;
	exception when sqlstate 'LY001' then	-- nothing is owed any more
		return;
	end;
	select x.* into p from billing.payments x where x.id = f.payment;
	if not found or p.status = 'processing' or (not p.metadata @> '{"off_session":true}'
	    and p.stripe_payment_intent_id is null and p.created_at < now()) then
		return;
	end if;
	update billing.payments x
	   set metadata = x.metadata || '{"off_session":true}', asked_at = now()
	 where x.id = p.id;
	update billing.subscriptions x set next_try_at = at + interval '2 minutes'
	 where x.id = sub;
	payment_id := p.id;
	school_id := p.school_id;
	user_id := p.user_id;
	stripe_key := p.stripe_key;
	intent := p.stripe_payment_intent_id;
	customer := c.stripe_customer_id;
	method := c.default_method;
	amount_minor := p.amount_minor;
	currency := lower(p.currency);
	description := p.description;
	payment_type := p.payment_type;
	tries := s.tries;
end
$$;

-- Nobody knows what came of it: it is asked again, with the same key.
create function billing.charge_unknown(sub uuid, at timestamptz) returns void
language sql volatile
begin atomic
	update billing.subscriptions s set next_try_at = at where s.id = sub;
end;

-- Stripe took it up: what becomes of it is an event.  Without one, it is asked
-- about again the next day.
create function billing.charge_taken(sub uuid, at timestamptz) returns void
language sql volatile
begin atomic
	update billing.subscriptions s
	   set first_try_at = coalesce(s.first_try_at, at),
	       next_try_at = at + interval '1 day'
	 where s.id = sub and s.status in ('active', 'past_due') and exists (
		select from billing.invoices i where i.subscription_id = s.id
		   and i.status = 'open');
end;

-- All is paid: the subscription is as it was.
create function billing.subscription_settled() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
	update billing.subscriptions s
	   set status = case when s.status in ('past_due', 'unpaid') then 'active'
		   else s.status end,
	       tries = 0, first_try_at = null, next_try_at = null,
	       version = s.version + 1, updated_at = now()
	 where s.id = new.subscription_id and s.status <> 'canceled'
	   and (s.status in ('past_due', 'unpaid') or s.tries > 0
		or s.next_try_at is not null)
	   and not exists (select from billing.invoices i
		where i.subscription_id = s.id and i.status = 'open');
	return null;
end
$$;
create trigger subscription_settled after update of status on billing.invoices
	for each row when (new.subscription_id is not null
	    and old.status = 'open' and new.status in ('paid', 'void'))
	execute function billing.subscription_settled();

revoke execute on function billing.subscription_settled() from public;

commit;
