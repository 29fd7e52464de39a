-- Deploy billing:charging
begin;

-- ---- One fee, one person, one invoice

-- The rate of tax of somebody: by their own place, else by the school's.
create function billing.tax_of(usr uuid, school uuid) returns uuid
language sql stable
begin atomic
	select billing.tax_for(school,
	    coalesce(c.country, s.country, 'US'),
	    case when c.country is not null then c.region
		else coalesce(s.region, '') end)
	  from (select 1) one
	  left join billing.settings s on s.school_id = school
	  left join billing.customers c on c.user_id = usr;
end;

-- When the n-th of so many monthly parts is due.
create function billing.part_due(first date, n int) returns date
language sql immutable
return (first + make_interval(months => n - 1))::date;

-- A draft of one line; its total is worked out when it is issued.  Parts that
-- are paid over time are a month apart, and equal.
create function billing.draft(school uuid, usr uuid, currency text, kind text,
    words text, amount bigint, fee uuid, tax uuid, due date, parts int,
    semester text, year int, enrollment uuid, actor uuid) returns uuid
language plpgsql set search_path = '' as $$
declare
	made uuid;
begin
	insert into billing.invoices (school_id, user_id, currency, due_on,
	    semester, year, enrollment_id, created_by)
	values (school, usr, draft.currency, due, draft.semester, draft.year,
	    enrollment, actor)
	returning id into made;
	insert into billing.invoice_lines (invoice_id, position, description, kind,
	    unit_minor, tax_id, fee_id)
	values (made, 1, left(words, 500), draft.kind, amount, tax, fee);
	if parts > 1 then
		insert into billing.instalments (invoice_id, no, due_on, amount_minor)
		select made, n, billing.part_due(due, n), 1
		  from generate_series(1, parts) n;
	end if;
	return made;
end
$$;

-- A fee's invoice for somebody, as a draft, and the mark that it was charged.
create function billing.bill_fee(f billing.fees, usr uuid, occasion text,
    enrollment uuid, words text, actor uuid) returns uuid
language plpgsql set search_path = '' as $$
declare
	made uuid;
	days int;
begin
	select s.due_days into days from billing.settings s where s.school_id = f.school_id;
	made := billing.draft(f.school_id, usr, f.currency, f.kind, words,
	    f.amount_minor, f.id,
	    case when f.is_taxable then billing.tax_of(usr, f.school_id) end,
	    greatest(f.due_on, current_date, case when f.due_on is null
		then current_date + coalesce(days, 14) end),
	    f.instalments, f.semester, f.year, enrollment, actor);
	insert into billing.charges (fee_id, user_id, occasion, invoice_id)
	values (f.id, usr, bill_fee.occasion, made)
	on conflict on constraint charges_pkey do update
	    set invoice_id = excluded.invoice_id, at = now();
	return made;
end
$$;

-- What the price of a course stands under on an invoice.
create function billing.seat_words(f billing.fees) returns text
language sql stable
return (select format('%s %s: %s', c.code, c.name, f.name)
	  from academics_api.courses c where c.id = f.course_id);

-- A day that somebody typed.
create function billing.day_of(words text, field text) returns date
language plpgsql stable set search_path = '' as $$
begin
	return nullif(words, '')::date;
exception when datetime_field_overflow or invalid_datetime_format then
	perform platform.fail('invalid', 'is not a day of any calendar', field);
end
$$;

-- What a fee is for must be of the school, and fit its scope; true.
create function billing.fee_scope(school uuid, scope text, grp uuid, course uuid,
    holds boolean) returns boolean
language plpgsql stable set search_path = '' as $$
begin
	if scope = 'program' and not exists (select from academics_api.groups g
	    where g.id = grp and g.school_id = school and g.is_active) then
		perform platform.fail('invalid', 'Choose a group of the school.',
		    'group_id');
	elsif scope = 'course' and not exists (select from academics_api.courses c
	    where c.id = course and c.school_id = school) then
		perform platform.fail('invalid', 'Choose a course of the school.',
		    'course_id');
	elsif holds and scope <> 'course' then
		perform platform.fail('invalid', 'Only the price of a course holds a seat.',
		    'holds_seat');
	end if;
	return true;
end
$$;

-- More than nothing; true.
create function billing.positive(minor bigint, field text) returns boolean
language plpgsql stable set search_path = '' as $$
begin
	return minor is null or minor > 0
	    or platform.fail('invalid', 'must be more than 0', field);
end
$$;

-- The currency that is meant where none is said.
create function billing.currency_of(said text, school uuid) returns text
language sql stable
return coalesce(said, (select s.currency from billing.settings s
	where s.school_id = school), 'USD');

-- ---- Who owes a fee and was not charged yet

-- A seat is charged when it is taken; here come those that were taken before
-- the course had its price.  In the order of their ids, so that work which is
-- done in parts goes on behind `past`; each part reads only what it bills:
-- "offset 0" asks for each person by the key, whatever the planner has heard of
-- tables that grow as it is done.
create function billing.fee_owers(f billing.fees, usr uuid, past uuid, most int)
returns table (user_id uuid, occasion text, enrollment_id uuid)
language plpgsql stable set search_path = '' as $$
declare
	start constant uuid := coalesce(past, '00000000-0000-0000-0000-000000000000');
begin
	if f.scope = 'course' then
		return query
		select e.student_id, e.id::text, e.id
		  from academics_api.enrollments e
		 where e.course_id = f.course_id and e.status = 'enrolled'
		   and e.student_id > start and (usr is null or e.student_id = usr)
		   and not exists (select from billing.charges c
			where c.fee_id = f.id and c.user_id = e.student_id
			  and c.occasion = e.id::text offset 0)
		   and not exists (select from billing.invoices i
			where i.enrollment_id = e.id
			  and i.status in ('draft', 'open', 'paid'))
		 order by e.student_id limit most;
	elsif f.scope = 'program' then
		return query
		select m.student_id, '', null::uuid
		  from academics_api.group_members m
		  join identity_api.people p on p.id = m.student_id
		 where m.group_id = f.group_id and m.student_id > start
		   and (usr is null or m.student_id = usr)
		   and p.school_id = f.school_id and p.role = 'student' and p.is_active
		   and not exists (select from billing.charges c
			where c.fee_id = f.id and c.user_id = m.student_id
			  and c.occasion = '' offset 0)
		 order by m.student_id limit most;
	else
		return query
		select p.id, '', null::uuid
		  from identity_api.people p
		 where p.school_id = f.school_id and p.role = 'student' and p.is_active
		   and p.id > start and (usr is null or p.id = usr)
		   and not exists (select from billing.charges c
			where c.fee_id = f.id and c.user_id = p.id
			  and c.occasion = '' offset 0)
		 order by p.id limit most;
	end if;
end
$$;

-- One of them is billed: what is to be paid, or null where it cannot be done.
-- Then nothing of it stays, and the others are billed all the same; only what
-- would fail for them as well is passed on.
create function billing.charge_one(f billing.fees, usr uuid, occasion text,
    enrollment uuid, words text, actor uuid) returns bigint
language plpgsql set search_path = '' as $$
declare
	made uuid;
begin
	made := billing.bill_fee(f, usr, occasion, enrollment, words, actor);
	perform billing.issue(made, f.school_id, actor);
	return (select i.total_minor from billing.invoices i where i.id = made);
exception when transaction_rollback or insufficient_resources
    or object_not_in_prerequisite_state or system_error then
	raise;
when others then
	raise log 'fee % was not billed to %: %', f.id, usr, sqlerrm;
	return null;
end
$$;

-- Charges some of those who owe it, or one of them: an invoice each.  The
-- fee's row is taken, so that those who charge it follow one another.
create function billing.charge_fee(fee uuid, school uuid, actor uuid, usr uuid,
    past uuid, most int, out charged int, out total_minor bigint, out tried int,
    out last uuid)
language plpgsql set search_path = '' set lock_timeout = '5s' as $$
declare
	f billing.fees;
	o record;
	words text;
	minor bigint;
begin
	charged := 0;
	total_minor := 0;
	tried := 0;
	select x.* into f from billing.fees x
	 where x.id = fee and x.school_id = school for no key update;
	if not found then
		perform platform.fail('not_found', 'There is no such fee.');
	elsif not f.is_active then
		perform platform.fail('conflict', 'This fee is charged no more.');
	end if;
	words := case when f.scope = 'course' then billing.seat_words(f) else f.name end;
	for o in select w.* from billing.fee_owers(f, usr, past, most) w loop
		minor := billing.charge_one(f, o.user_id, o.occasion,
		    o.enrollment_id, words, actor);
		if minor is not null then
			charged := charged + 1;
			total_minor := total_minor + minor;
		end if;
		tried := tried + 1;
		last := o.user_id;
	end loop;
end
$$;

-- ---- The price of a seat

-- A seat was taken in a course that has a price.  Where the seat waits for its
-- money the invoice stays a draft, without a number: those who rush into a
-- course do not queue for one.  Who comes back to what stands is not billed
-- again.
create function billing.charge_seat(f billing.fees, enrollment uuid, student uuid)
returns void
language plpgsql set search_path = '' as $$
declare
	made uuid;
	until timestamptz;
begin
	if exists (select from billing.invoices i where i.enrollment_id = enrollment
	    and i.status in ('draft', 'open', 'paid')
	    and i.credited_minor < i.total_minor) then
		return;
	end if;
	made := billing.bill_fee(f, student, enrollment::text, enrollment,
	    billing.seat_words(f), null);
	if not f.holds_seat then
		perform billing.issue(made, f.school_id, null);
		return;
	end if;
	perform billing.total(made);
	until := now() + make_interval(mins => coalesce(f.hold_minutes,
	    (select s.hold_minutes from billing.settings s
	      where s.school_id = f.school_id), 60));
	insert into billing.holds (school_id, enrollment_id, course_id, student_id,
	    invoice_id, expires_at)
	values (f.school_id, enrollment, f.course_id, student, made, until);
	insert into platform.outbox (school_id, type, object_id, payload)
	values (f.school_id, 'SeatHeld', enrollment, jsonb_build_object(
	    'student_id', student, 'course_id', f.course_id,
	    'invoice_id', made, 'expires_at', until));
end
$$;

-- Takes back what a seat cost: all of a seat that was held; of another, what
-- was not begun to be paid while students still choose their courses.  What
-- was paid stays, for the bursar to decide.  The invoice's row comes first, as
-- where a payment is settled: either the seat is paid, or it is given back.
create function billing.seat_given_back(enrollment uuid, course uuid, school uuid)
returns void
language plpgsql set search_path = '' as $$
declare
	i billing.invoices;
	held boolean;
	expires constant boolean :=
	    current_setting('lyceum.hold_expires', true) = enrollment::text;
begin
	select x.* into i from billing.invoices x
	 where x.enrollment_id = enrollment and x.status in ('draft', 'open', 'paid')
	 order by x.created_at desc limit 1 for update;
	if not found then
		return;
	end if;
	update billing.holds h
	   set status = case when expires then 'expired' else 'released' end,
	       ended_at = now()
	 where h.enrollment_id = enrollment and h.status = 'held';
	held := found;
	if expires and (not held or i.status = 'paid') then
		raise sqlstate 'LY003';		-- it was paid a moment ago
	elsif i.status = 'paid' or exists (select from billing.payments p
	    where p.invoice_id = i.id and p.status = 'processing') then
		return;
	elsif i.paid_minor > 0 then
		if held then
			perform billing.credit(i.id, i.total_minor - i.credited_minor,
			    'The seat was not paid in time, or given back.', null);
		end if;
	elsif held or not exists (select from academics_api.courses c
	    join academics_api.terms t on t.school_id = c.school_id
	     and t.semester = c.semester and t.year = c.year
	    where c.id = course and t.enrollment_closes < now()) then
		perform billing.void_invoice(i.id, school, null);
	end if;
end
$$;

-- One look-up where a course has no price.
create function billing.seat_taken() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
	f billing.fees;
begin
	select x.* into f from billing.fees x
	 where x.course_id = new.course_id and x.is_active and x.scope = 'course';
	if found then
		perform billing.charge_seat(f, new.id, new.student_id);
	end if;
	return null;
end
$$;
create function billing.seat_left() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
	perform billing.seat_given_back(new.id, new.course_id, new.school_id);
	return null;
end
$$;
create trigger priced_insert after insert on academics.enrollments
	for each row when (new.status = 'enrolled')
	execute function billing.seat_taken();
create trigger priced_update after update of status on academics.enrollments
	for each row when (new.status = 'enrolled'
	    and old.status in ('waitlisted', 'pending', 'dropped'))
	execute function billing.seat_taken();
create trigger priced_drop after update of status on academics.enrollments
	for each row when (new.status = 'dropped' and old.status = 'enrolled')
	execute function billing.seat_left();

-- What is paid for decides about the seat: all of the invoice, or the first
-- part of one that is paid over time.  What comes when the seat is gone is
-- marked, so that the bursar sees it.
create function billing.seat_settled() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
	if new.status = 'paid' or (new.status = 'open' and new.paid_minor
	    + new.credited_minor >= (select p.amount_minor
		from billing.instalments p where p.invoice_id = new.id and p.no = 1)) then
		update billing.holds h set status = 'paid', ended_at = now()
		 where h.invoice_id = new.id and h.status = 'held';
	end if;
	if new.paid_minor > old.paid_minor then
		update billing.payments p set hold_late = true
		 where p.invoice_id = new.id and p.status = 'succeeded'
		   and not p.hold_late
		   and exists (select from billing.holds h where h.invoice_id = new.id
			and h.status in ('expired', 'released'));
	end if;
	return null;
end
$$;
create trigger seat_settled after update on billing.invoices
	for each row when (new.enrollment_id is not null
	    and (new.paid_minor, new.credited_minor, new.status)
		is distinct from (old.paid_minor, old.credited_minor, old.status))
	execute function billing.seat_settled();

-- ---- Holds that end

-- Somebody may still pay it at Stripe: also what was declined, with another
-- card.
create function billing.payable_intent(p billing.payments) returns boolean
language sql immutable
return p.status in ('pending', 'failed') and p.stripe_payment_intent_id is not null
    and p.failure_code is distinct from 'canceled';

-- Gives the seat of a hold to the next in line.  'expired'; 'paid' when its
-- money came a moment before; 'waits' while a payment is on its way; 'gone'
-- when there is nothing to do.  The seat goes first (the course's row, then
-- the invoice's, as whoever drops a course by hand), and the trigger decides.
create function billing.expire_hold(hold uuid, at timestamptz) returns text
language plpgsql set search_path = '' as $$
declare
	h billing.holds;
	gone boolean;
begin
	select x.* into h from billing.holds x
	 where x.id = hold and x.status = 'held' and x.expires_at <= at;
	if not found then
		return 'gone';
	elsif exists (select from billing.payments p where p.invoice_id = h.invoice_id
	    and (p.status = 'processing' or billing.payable_intent(p))) then
		return 'waits';
	end if;
	perform set_config('lyceum.hold_expires', h.enrollment_id::text, true);
	gone := not academics_api.release_seat(h.enrollment_id, h.school_id);
	perform set_config('lyceum.hold_expires', '', true);
	if gone then
		update billing.holds x set status = 'released', ended_at = now()
		 where x.id = hold and x.status = 'held';
		return 'gone';
	end if;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (h.school_id, 'HoldExpired', h.enrollment_id, jsonb_build_object(
	    'student_id', h.student_id, 'course_id', h.course_id,
	    'invoice_id', h.invoice_id));
	return 'expired';
exception when sqlstate 'LY003' then
	return 'paid';
end
$$;

-- What Stripe has to be asked to forget: the intents of holds that are over,
-- and of invoices that nobody is to pay any more.
create function billing.intents_to_cancel(at timestamptz, most int)
returns table (payment_id uuid, stripe_key uuid, intent text)
language sql stable
begin atomic
	select p.id, p.stripe_key, p.stripe_payment_intent_id
	  from billing.payments p
	  join billing.invoices i on i.id = p.invoice_id
	 where billing.payable_intent(p)
	   and (i.status in ('void', 'uncollectible') or exists (
		select from billing.holds h where h.invoice_id = i.id
		   and h.status = 'held' and h.expires_at <= at))
	 order by p.id limit most;
end;

-- An invoice whose seat was given back while a payment was on its way, which
-- then failed.
create function billing.void_left(most int) returns int
language plpgsql set search_path = '' as $$
declare
	i record;
	n int := 0;
begin
	for i in select x.id, x.school_id from billing.holds h
	    join billing.invoices x on x.id = h.invoice_id
	    where h.status in ('expired', 'released') and x.status in ('draft', 'open')
	      and x.paid_minor = 0 and x.credited_minor = 0
	      and not exists (select from billing.payments p where p.invoice_id = x.id
		  and p.status = 'processing')
	      and not exists (select from billing.holds o where o.invoice_id = x.id
		  and o.status in ('held', 'paid'))
	    limit most for update of x skip locked loop
		perform billing.void_invoice(i.id, i.school_id, null);
		n := n + 1;
	end loop;
	return n;
end
$$;

-- ---- What a course's page says

create view billing_api.course_prices as
select f.course_id, f.school_id,
       billing.major(f.amount_minor, f.currency) as price,
       f.amount_minor as price_minor, f.currency as price_currency, f.holds_seat,
       f.instalments, case when f.holds_seat then
	   coalesce(f.hold_minutes, s.hold_minutes, 60) end as hold_minutes
  from billing.fees f
  left join billing.settings s on s.school_id = f.school_id
 where f.is_active and f.scope = 'course';
create view billing_api.holds as
select h.id, h.enrollment_id, h.course_id, h.student_id, h.invoice_id, h.status,
       h.expires_at, i.total_minor,
       billing.major(i.total_minor, i.currency) as total, i.currency
  from billing.holds h
  join billing.invoices i on i.id = h.invoice_id;

grant select on billing_api.course_prices, billing_api.holds to lyceum_courses;
grant execute on function billing.day_of(text, text),
    billing.fee_scope(uuid, text, uuid, uuid, boolean),
    billing.positive(bigint, text), billing.currency_of(text, uuid),
    billing.tax_of(uuid, uuid), billing.part_due(date, int),
    billing.draft(uuid, uuid, text, text, text, bigint, uuid, uuid, date, int,
	text, int, uuid, uuid),
    billing.bill_fee(billing.fees, uuid, text, uuid, text, uuid),
    billing.seat_words(billing.fees),
    billing.fee_owers(billing.fees, uuid, uuid, int),
    billing.charge_one(billing.fees, uuid, text, uuid, text, uuid),
    billing.charge_fee(uuid, uuid, uuid, uuid, uuid, int) to lyceum_payments;
revoke execute on function billing.charge_seat(billing.fees, uuid, uuid),
    billing.seat_given_back(uuid, uuid, uuid), billing.seat_taken(),
    billing.seat_left(), billing.expire_hold(uuid, timestamptz),
    billing.intents_to_cancel(timestamptz, int), billing.void_left(int)
    from public;

commit;
