-- Deploy billing:coupons
begin;

-- ---- What people type

-- A day as 2026-09-01; an empty box is none.
create function billing.day(value text, field text) returns date
language plpgsql stable set search_path = '' as $$
begin
	if btrim(value) = '' then
		return null;
	elsif value !~ '^ *[0-9]{4}-[0-9]{2}-[0-9]{2} *$' then
		raise datetime_field_overflow;
	end if;
	return value::date;
exception when sqlstate '22007' or sqlstate '22008' then
	perform platform.fail('invalid', 'It is a day such as 2026-09-01.', field);
end
$$;

-- A time with its offset, or a day by the school's clock: its beginning, or
-- its end.
create function billing.moment(school uuid, value text, field text, is_end boolean)
returns timestamptz
language plpgsql stable set search_path = '' as $$
declare
	zone text;
begin
	if value ~ '^ *[0-9]{4}-[0-9]{2}-[0-9]{2}T' then
		return value::timestamptz;
	end if;
	select s.timezone into zone from academics_api.schools s where s.id = school;
	return (billing.day(value, field) + is_end::int)::timestamp
	    at time zone coalesce(zone, 'UTC');
exception when sqlstate '22007' or sqlstate '22008' or sqlstate '22023' then
	perform platform.fail('invalid',
	    'It is a day such as 2026-09-01, or a time such as 2026-09-01T12:00:00Z.',
	    field);
end
$$;

-- An amount that is more than nothing, in minor units.
create function billing.price(amount numeric, currency text,
    field text default 'amount') returns bigint
language plpgsql stable set search_path = '' as $$
begin
	if amount <= 0 then
		perform platform.fail('invalid', 'It must be more than 0.', field);
	end if;
	return billing.minor(amount, currency, field);
end
$$;

-- ---- Coupons

-- How often a coupon was used follows from its redemptions; a limit that two
-- reach at once is kept by the coupon's row (constraint coupon_used_up).
create function billing.count_redemptions() returns trigger
language plpgsql set search_path = '' as $$
begin
	if tg_op = 'INSERT' then
		update billing.coupons c set redeemed = c.redeemed + 1
		 where c.id = new.coupon_id;
	else
		update billing.coupons c set redeemed = c.redeemed - 1
		 where c.id = old.coupon_id;
	end if;
	return null;
end
$$;
create trigger count_redemptions after insert or delete on billing.redemptions
	for each row execute function billing.count_redemptions();

-- Refuses a coupon that this person cannot use for an invoice in this
-- currency now.  Its row is locked, so that what is found stays true.
create function billing.check_coupon(coupon uuid, i billing.invoices) returns void
language plpgsql set search_path = '' as $$
declare
	c billing.coupons;
	words text;
begin
	select x.* into c from billing.coupons x
	 where x.id = coupon and x.school_id = i.school_id for update;
	words := case
	    when not found or not c.is_active then 'There is no such coupon.'
	    when c.starts_at > now() then 'The coupon cannot be used yet.'
	    when c.expires_at <= now() then 'The coupon has expired.'
	    when c.currency <> i.currency then format(
		'The coupon is in %s, the invoice in %s.', c.currency, i.currency)
	    end;
	if words is not null then
		perform platform.fail('invalid', words, 'code');
	elsif c.redeemed >= c.max_redemptions then
		perform platform.fail('coupon_used_up',
		    'The coupon has been used as often as it may be.', 'code');
	elsif c.once_per_person and exists (select from billing.redemptions r
		where r.coupon_id = coupon and r.user_id = i.user_id) then
		perform platform.fail('coupon_used_up',
		    'This person has used the coupon before.', 'code');
	end if;
end
$$;

-- Uses a coupon for an invoice.  A draft is priced anew.  An issued invoice
-- keeps its lines: it gets a credit note of exactly what it would have been
-- less, with exactly the tax of that.
create function billing.redeem(invoice uuid, coupon uuid, actor uuid) returns void
language plpgsql set search_path = '' as $$
declare
	i billing.invoices;
	less record;
begin
	select x.* into i from billing.invoices x where x.id = invoice;
	i := billing.take_invoice(invoice, i.school_id, array['draft', 'open']);
	if exists (select from billing.redemptions r where r.invoice_id = invoice) then
		perform platform.fail('invoice_state', 'The invoice has a coupon already.');
	elsif i.paid_minor <> 0 or i.credited_minor <> 0 or exists (
		select from billing.payments p where p.invoice_id = invoice
		   and p.status = 'processing') then
		perform platform.fail('invoice_state',
		    'Something was paid or credited of it already.');
	end if;
	perform billing.check_coupon(coupon, i);
	insert into billing.redemptions (coupon_id, invoice_id, user_id)
	values (coupon, invoice, i.user_id);
	if i.status = 'draft' then
		update billing.invoices x set coupon_id = coupon where x.id = invoice;
		perform billing.total(invoice);
		return;
	end if;
	select sum(p.discount + case when l.tax_inclusive then 0
		   else l.tax_minor - p.tax end)::bigint as amount,
	       sum(l.tax_minor - p.tax)::bigint as tax
	  into less
	  from billing.priced(invoice, coupon) p
	  join billing.invoice_lines l on l.id = p.id;
	if less.amount <= 0 then
		perform platform.fail('invalid',
		    'The coupon is for nothing that this invoice has.', 'code');
	end if;
	perform billing.credit(invoice, less.amount, (select 'Coupon ' || c.code
	      from billing.coupons c where c.id = coupon), actor, less.tax);
end
$$;

-- Takes the coupon off a draft.
create function billing.unredeem(invoice uuid, school uuid) returns void
language plpgsql set search_path = '' as $$
begin
	perform billing.take_invoice(invoice, school, array['draft']);
	delete from billing.redemptions r where r.invoice_id = invoice;
	update billing.invoices x set coupon_id = null where x.id = invoice;
	perform billing.total(invoice);
end
$$;

-- ---- Invoices that are paid in parts

-- What is left of each part: what was paid and credited fills them from the
-- first on.
create view billing.parts as
select p.invoice_id, p.no, p.due_on, p.amount_minor,
       least(p.amount_minor, greatest(0, sum(p.amount_minor) over (
	   partition by p.invoice_id order by p.no)
	   - i.paid_minor - i.credited_minor))::bigint as left_minor
  from billing.instalments p
  join billing.invoices i on i.id = p.invoice_id;

-- Parts with their days, in order; they are the whole total.  The invoice is
-- due when its last part is.
create function billing.divide_by(invoice uuid, school uuid, days date[],
    amounts bigint[]) returns uuid
language plpgsql set search_path = '' as $$
declare
	i billing.invoices := billing.take_invoice(invoice, school,
	    array['draft', 'open']);
	n constant int := coalesce(array_length(days, 1), 0);
begin
	if n > 24 or n <> coalesce(array_length(amounts, 1), 0) then
		perform platform.fail('invalid', 'At most 24 parts, each with a day.', 'parts');
	elsif exists (select from unnest(days) with ordinality a (d, no)
		where a.d is null or a.d <= days[(a.no - 1)::int]) then
		perform platform.fail('invalid',
		    'Each part is due after the one before.', 'parts');
	elsif exists (select from unnest(amounts) a where a <= 0 or a is null) then
		perform platform.fail('invalid', 'Each part must be more than 0.', 'parts');
	elsif n > 0 and (select sum(a) from unnest(amounts) a) <> i.total_minor then
		perform platform.fail('invalid', format(
		    'The parts must come to the total, %s %s.',
		    billing.major(i.total_minor, i.currency), i.currency), 'parts');
	end if;
	delete from billing.instalments p where p.invoice_id = invoice;
	if n > 1 then
		insert into billing.instalments
		select invoice, a.no, a.due_on, a.amount
		  from unnest(days, amounts) with ordinality a (due_on, amount, no);
	end if;
	update billing.invoices x
	   set due_on = coalesce(days[n], x.due_on), version = x.version + 1,
	       updated_at = now()
	 where x.id = invoice;
	return invoice;
end
$$;

-- n equal parts, a month apart; what does not divide is on the first.
create function billing.divide(invoice uuid, school uuid, n int,
    first_due date default null) returns uuid
language plpgsql set search_path = '' as $$
declare
	i billing.invoices;
	step int;
	part bigint;
	amounts bigint[];
	days date[];
begin
	select x.* into i from billing.invoices x where x.id = invoice;
	select k.step into step from billing.currencies k where k.code = i.currency;
	part := i.total_minor / step / n * step;
	if part = 0 and n > 1 then
		perform platform.fail('invalid',
		    'The total is too little for so many parts.', 'parts');
	end if;
	days := array(select (coalesce(first_due, i.due_on, billing.today(school))
		+ make_interval(months => k))::date
	      from generate_series(0, n - 1) k);
	amounts := array_fill(part, array[n]);
	amounts[1] := i.total_minor - part * (n - 1);
	return billing.divide_by(invoice, school, days, amounts);
end
$$;

grant select on billing.parts to lyceum_payments;
grant execute on function billing.day(text, text),
    billing.moment(uuid, text, text, boolean), billing.price(numeric, text, text),
    billing.check_coupon(uuid, billing.invoices),
    billing.redeem(uuid, uuid, uuid), billing.unredeem(uuid, uuid),
    billing.divide_by(uuid, uuid, date[], bigint[]),
    billing.divide(uuid, uuid, int, date) to lyceum_payments;

commit;
