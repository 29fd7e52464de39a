-- Deploy billing:billing
begin;

-- ---- Arithmetic

-- n/d to a multiple of step, half away from zero.  n and d are whole numbers,
-- so that nothing is lost before it is rounded.
create function billing.part(n numeric, d numeric, step int) returns bigint
language sql immutable
return (sign(n) * div(2 * abs(n) + d * step, 2 * d * step) * step)::bigint;

-- An amount over weights by largest remainder, the first of equals first: the
-- shares add up to it, and none is more than its weight if the amount is not
-- more than all of them.  Weights below zero get nothing.
create function billing.spread(amount bigint, weights bigint[], step int default 1)
returns bigint[]
language sql immutable
begin atomic
	with w as (
		select o.no, greatest(o.weight, 0)::numeric as weight,
		       nullif(sum(greatest(o.weight, 0)) over (), 0) as every
		  from unnest(weights) with ordinality o (weight, no)
	), s as (
		select w.no, coalesce(div(amount / step * w.weight, w.every), 0) as units,
		       coalesce(mod(amount / step * w.weight, w.every), 0) as rest,
		       w.every
		  from w
	), r as (
		select s.no, s.units, s.every,
		       row_number() over (order by s.rest desc, s.no) as rank,
		       amount / step - sum(s.units) over () as missing
		  from s
	)
	select coalesce(array_agg(((r.units + case when r.every is not null
		and r.rank <= r.missing then 1 else 0 end) * step)::bigint
		order by r.no), '{}')
	  from r;
end;

-- What each line of an invoice comes to with a coupon (or none): the discount
-- is rounded once and spread over the lines it is for, then each line is taxed.
create function billing.priced(invoice uuid, coupon uuid)
returns table (id uuid, discount bigint, tax bigint)
language sql stable
begin atomic
	with i as (
		select x.currency, k.step
		  from billing.invoices x
		  join billing.currencies k on k.code = x.currency
		 where x.id = invoice
	), l as (
		select x.id, x.amount_minor, x.tax_rate, x.tax_inclusive,
		       row_number() over (order by x.position) as no,
		       case when c.kind is null or c.kind = x.kind
			   then greatest(x.amount_minor, 0) else 0 end as base
		  from billing.invoice_lines x
		  left join billing.coupons c on c.id = coupon
		 where x.invoice_id = invoice
	), s as (
		select array_agg(l.base order by l.no) as bases,
		       coalesce(sum(l.base), 0) as base,
		       greatest(coalesce(sum(l.amount_minor), 0), 0) as subtotal
		  from l
	), d as (
		select billing.spread(least(s.base, s.subtotal, case
		    when c.percent is not null
			then billing.part(s.base * c.percent * 100, 10000, i.step)
		    when c.currency = i.currency then c.amount_minor
		    else 0 end)::bigint, s.bases, i.step) as shares, i.step
		  from s
		 cross join i
		  left join billing.coupons c on c.id = coupon
	)
	select l.id, d.shares[l.no],
	       billing.part((l.amount_minor - d.shares[l.no]) * l.tax_rate * 10000,
		   1000000 + case when l.tax_inclusive then l.tax_rate * 10000
		       else 0 end, d.step)
	  from l cross join d;
end;

-- The rate of tax of a place: the region's, else the country's; or null.
create function billing.tax_for(school uuid, country text, region text)
returns uuid
language sql stable
begin atomic
	select t.id from billing.taxes t
	 where t.school_id = school and t.is_active
	   and t.country = tax_for.country
	   and lower(t.region) in ('', lower(coalesce(tax_for.region, '')))
	 order by t.region = '', t.created_at, t.id
	 limit 1;
end;

create function billing.today(school uuid) returns date
language sql stable
return (now() at time zone coalesce((select s.timezone
	  from academics_api.schools s where s.id = school), 'UTC'))::date;

-- ---- Drafts

-- Works a draft's lines and sums out anew.  Lines that take off more than the
-- others charge leave sums of nothing: such a draft cannot be issued.  The
-- parts that it is to be paid in follow its total.
create function billing.total(invoice uuid) returns void
language plpgsql set search_path = '' as $$
declare
	i billing.invoices;
	sums record;
	parts bigint[];
begin
	select x.* into i from billing.invoices x where x.id = invoice for update;
	if not found or i.status <> 'draft' then
		return;
	end if;
	update billing.invoice_lines l
	   set tax_name = t.name, tax_rate = t.rate, tax_inclusive = t.is_inclusive
	  from billing.taxes t
	 where l.invoice_id = invoice and t.id = l.tax_id
	   and (l.tax_name, l.tax_rate, l.tax_inclusive)
	       is distinct from (t.name, t.rate, t.is_inclusive);
	update billing.invoice_lines l
	   set tax_name = '', tax_rate = 0, tax_inclusive = false
	 where l.invoice_id = invoice and l.tax_id is null
	   and (l.tax_name, l.tax_rate) is distinct from ('', 0);
	update billing.invoice_lines l
	   set discount_minor = p.discount, tax_minor = p.tax
	  from billing.priced(invoice, i.coupon_id) p
	 where l.id = p.id
	   and (l.discount_minor, l.tax_minor) is distinct from (p.discount, p.tax);
	select greatest(coalesce(sum(l.amount_minor), 0), 0) as subtotal,
	       coalesce(sum(l.discount_minor), 0) as discount,
	       greatest(coalesce(sum(l.tax_minor), 0), 0) as tax,
	       greatest(coalesce(sum(l.net_minor + l.tax_minor), 0), 0) as total
	  into sums from billing.invoice_lines l where l.invoice_id = invoice;
	update billing.invoices x
	   set subtotal_minor = sums.subtotal, discount_minor = sums.discount,
	       tax_minor = sums.tax, total_minor = sums.total,
	       version = x.version + 1, updated_at = now()
	 where x.id = invoice;
	select billing.spread(sums.total::bigint,
	    array_agg(p.amount_minor order by p.no), k.step) into parts
	  from billing.instalments p
	  join billing.currencies k on k.code = i.currency
	 where p.invoice_id = invoice
	 group by k.step;
	if 0 = any (parts) then
		delete from billing.instalments p where p.invoice_id = invoice;
	elsif parts is not null then
		update billing.instalments p set amount_minor = parts[p.no]
		 where p.invoice_id = invoice and p.amount_minor <> parts[p.no];
	end if;
end
$$;

-- ---- What happens to an invoice

-- Its row, locked; only of this school, only in one of the states.
create function billing.take_invoice(invoice uuid, school uuid, states text[])
returns billing.invoices
language plpgsql set search_path = '' as $$
declare
	i billing.invoices;
begin
	select x.* into i from billing.invoices x
	 where x.id = invoice and x.school_id = school for update;
	if not found then
		perform platform.fail('not_found', 'There is no such invoice.');
	elsif i.status <> all (states) then
		perform platform.fail('invoice_state', case i.status
		    when 'draft' then 'The invoice is a draft: issue it first.'
		    when 'uncollectible' then 'The invoice was written off.'
		    else format('The invoice is %s.', i.status) end);
	end if;
	return i;
end
$$;

-- Gives a draft its number, writes what is owed into the ledger and freezes
-- it.  Whoever issues it again is given the number that it has.  An invoice of
-- nothing is paid at once.
create function billing.issue(invoice uuid, school uuid, actor uuid) returns text
language plpgsql set search_path = '' as $$
declare
	i billing.invoices := billing.take_invoice(invoice, school,
	    array['draft', 'open', 'paid']);
	s billing.settings;
	sums record;
	l record;
	k int := 0;
begin
	if i.status <> 'draft' then
		return i.number;
	end if;
	perform billing.total(invoice);
	select x.* into i from billing.invoices x where x.id = invoice;
	select count(*) as n, coalesce(sum(x.net_minor + x.tax_minor), 0) as total,
	       coalesce(sum(x.tax_minor), 0) as tax
	  into sums from billing.invoice_lines x where x.invoice_id = invoice;
	if sums.n = 0 then
		perform platform.fail('invoice_state',
		    'The invoice has no lines yet: say first what it is for.');
	elsif sums.total <> i.total_minor or sums.tax <> i.tax_minor then
		perform platform.fail('invoice_state',
		    'The lines take off more than they charge. A credit note gives money back.');
	elsif i.total_minor > 99999999 then
		perform platform.fail('invoice_state', format(
		    'The total is more than can be charged at once, %s %s. Write two invoices.',
		    billing.major(99999999, i.currency), i.currency));
	end if;
	select x.* into s from billing.settings x where x.school_id = school;
	i.due_on := coalesce(
	    (select max(p.due_on) from billing.instalments p where p.invoice_id = invoice),
	    i.due_on, billing.today(school) + coalesce(s.due_days, 14));
	for l in select x.kind, sum(x.net_minor)::bigint as net
	      from billing.invoice_lines x where x.invoice_id = invoice
	     group by x.kind order by x.kind
	loop
		k := k + 1;
		perform billing.post(school, i.user_id, 'invoice', invoice::text, k,
		    case when l.net > 0 then 'receivable' else 'income' end,
		    case when l.net > 0 then 'income' else 'receivable' end,
		    abs(l.net), i.currency, now(), l.kind, invoice, null,
		    i.semester, i.year);
	end loop;
	perform billing.post(school, i.user_id, 'invoice', invoice::text, k + 1,
	    'receivable', 'tax', i.tax_minor, i.currency, now(), '', invoice, null,
	    i.semester, i.year);
	-- The last thing: everybody who issues waits for this row.
	i.number := billing.next_number(school, 'invoice',
	    coalesce(s.invoice_prefix, 'INV-'),
	    now() at time zone coalesce((select x.timezone
		from academics_api.schools x where x.id = school), 'UTC'));
	update billing.invoices x
	   set number = i.number, status = 'open', issued_at = now(),
	       due_on = i.due_on, version = x.version + 1, updated_at = now()
	 where x.id = invoice;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'InvoiceIssued', invoice, jsonb_build_object(
	    'number', i.number, 'user_id', i.user_id, 'total_minor', i.total_minor,
	    'currency', i.currency, 'due_on', i.due_on, 'issued_by', actor));
	perform billing.settle_invoice(invoice);
	return i.number;
end
$$;

-- What the ledger still has of an invoice as income, by kind, and as tax.
create function billing.billed(invoice uuid)
returns table (account text, detail text, amount_minor bigint)
language sql stable
begin atomic
	select p.account, p.detail, (-sum(p.amount_minor))::bigint
	  from billing.postings p
	 where p.invoice_id = invoice and p.entry in ('invoice', 'credit_note')
	   and p.account in ('income', 'tax')
	 group by p.account, p.detail
	having sum(p.amount_minor) <> 0
	 order by p.account, p.detail;
end;

-- Takes back what was billed and not credited; what was paid keeps it from
-- being void.  The coupon may be used again.  A draft is deleted, unless a
-- seat was held for it: then it gets its number, so that what became of the
-- seat can be told.
create function billing.void_invoice(invoice uuid, school uuid, actor uuid)
returns void
language plpgsql set search_path = '' as $$
declare
	i billing.invoices := billing.take_invoice(invoice, school,
	    array['draft', 'open']);
	l record;
	k int := 0;
begin
	if i.status = 'draft' then
		if not exists (select from billing.holds h where h.invoice_id = invoice)
		    and not exists (select from billing.payments p
			where p.invoice_id = invoice) then
			delete from billing.invoices x where x.id = invoice;
			return;
		end if;
		perform billing.issue(invoice, school, actor);
	end if;
	if i.paid_minor <> 0 then
		perform platform.fail('invoice_state',
		    'Something was paid of it: refund that first, or write a credit note.');
	elsif exists (select from billing.payments p
		where p.invoice_id = invoice and p.status = 'processing') then
		perform platform.fail('invoice_state',
		    'A payment of it is on its way: wait for what becomes of it.');
	end if;
	for l in select * from billing.billed(invoice) loop
		k := k + 1;
		perform billing.post(school, i.user_id, 'void', invoice::text, k,
		    case when l.amount_minor > 0 then l.account else 'receivable' end,
		    case when l.amount_minor > 0 then 'receivable' else l.account end,
		    abs(l.amount_minor), i.currency, now(), l.detail, invoice, null,
		    i.semester, i.year);
	end loop;
	delete from billing.redemptions r where r.invoice_id = invoice;
	-- What a change of plan gave back with it is given back with the next.
	if i.subscription_id is not null then
		update billing.prorations p set invoice_id = null
		 where p.invoice_id = invoice and 0 > (
			select sum(x.amount_minor) from billing.prorations x
			 where x.invoice_id = invoice);
	end if;
	update billing.invoices x
	   set status = 'void', ended_at = now(), paid_at = null,
	       version = x.version + 1, updated_at = now()
	 where x.id = invoice;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'InvoiceVoided', invoice, jsonb_build_object(
	    'user_id', i.user_id, 'voided_by', actor));
end
$$;

-- Gives up what is left of an invoice.
create function billing.uncollectible(invoice uuid, school uuid, actor uuid)
returns void
language plpgsql set search_path = '' as $$
declare
	i billing.invoices := billing.take_invoice(invoice, school, array['open']);
begin
	perform billing.post(school, i.user_id, 'write_off', invoice::text, 1,
	    'losses', 'receivable', i.total_minor - i.credited_minor - i.paid_minor,
	    i.currency, now(), '', invoice, null, i.semester, i.year);
	update billing.invoices x
	   set status = 'uncollectible', ended_at = now(), version = x.version + 1,
	       updated_at = now()
	 where x.id = invoice;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (school, 'InvoiceUncollectible', invoice, jsonb_build_object(
	    'user_id', i.user_id, 'written_off_by', actor));
end
$$;

-- Takes an amount, tax included, off an issued invoice; the tax is the share
-- that the amount has of what is left, unless it is known.  Of what was paid
-- already the credit is the person's: to be refunded, or for the next invoice.
create function billing.credit(invoice uuid, amount bigint, reason text,
    actor uuid, tax bigint default null) returns uuid
language plpgsql set search_path = '' as $$
declare
	i billing.invoices;
	c billing.credit_notes;
	step int;
	rest bigint;
	kinds text[];
	shares bigint[];
begin
	select x.* into i from billing.invoices x where x.id = invoice;
	i := billing.take_invoice(invoice, i.school_id, array['open', 'paid']);
	rest := i.total_minor - i.credited_minor;
	if amount <= 0 then
		perform platform.fail('invalid', 'It must be more than 0.', 'amount');
	elsif amount > rest then
		perform platform.fail('invalid', format(
		    'At most %s %s: that is what is left to credit.',
		    billing.major(rest, i.currency), i.currency), 'amount');
	end if;
	select k.step into step from billing.currencies k where k.code = i.currency;
	if tax is null then
		select billing.part(amount::numeric * (i.tax_minor
		    - coalesce(sum(n.tax_minor), 0)), rest, step) into tax
		  from billing.credit_notes n where n.invoice_id = invoice;
	end if;
	select array_agg(b.detail), billing.spread(amount - tax,
	    array_agg(b.amount_minor), step) into kinds, shares
	  from billing.billed(invoice) b where b.account = 'income';
	insert into billing.credit_notes (school_id, user_id, invoice_id, number,
	    amount_minor, tax_minor, currency, reason, created_by)
	values (i.school_id, i.user_id, invoice, billing.next_number(i.school_id,
	    'credit_note', 'CN-'), amount, tax, i.currency, reason, actor)
	returning * into c;
	for k in 1 .. coalesce(array_length(kinds, 1), 0) loop
		perform billing.post(i.school_id, i.user_id, 'credit_note', c.id::text,
		    k, 'income', 'receivable', shares[k], i.currency, now(), kinds[k],
		    invoice, null, i.semester, i.year);
	end loop;
	perform billing.post(i.school_id, i.user_id, 'credit_note', c.id::text,
	    coalesce(array_length(kinds, 1), 0) + 1, 'tax', 'receivable', tax,
	    i.currency, now(), '', invoice, null, i.semester, i.year);
	update billing.invoices x
	   set credited_minor = x.credited_minor + amount, version = x.version + 1,
	       updated_at = now()
	 where x.id = invoice;
	insert into platform.outbox (school_id, type, object_id, payload)
	values (i.school_id, 'CreditNoteIssued', c.id, jsonb_build_object(
	    'number', c.number, 'invoice_id', invoice, 'user_id', i.user_id,
	    'amount_minor', amount, 'currency', i.currency));
	perform billing.settle_invoice(invoice);
	return c.id;
end
$$;

-- ---- What is issued stays as it is

create function billing.keep_issued() returns trigger
language plpgsql set search_path = '' as $$
begin
	if old.status = 'draft' then
		return case when tg_op = 'DELETE' then old else new end;
	elsif tg_op = 'DELETE' then
		perform platform.fail('invoice_state',
		    'The invoice has a number: it can be void, but not deleted.');
	elsif (old.school_id, old.user_id, old.number, old.currency,
	    old.subtotal_minor, old.discount_minor, old.tax_minor, old.total_minor,
	    old.issued_at, old.semester, old.year, old.tax_country, old.tax_region,
	    old.coupon_id, old.subscription_id, old.period_no, old.enrollment_id)
	    is distinct from (new.school_id, new.user_id, new.number, new.currency,
	    new.subtotal_minor, new.discount_minor, new.tax_minor, new.total_minor,
	    new.issued_at, new.semester, new.year, new.tax_country, new.tax_region,
	    new.coupon_id, new.subscription_id, new.period_no, new.enrollment_id)
	    or (old.status in ('void', 'uncollectible') and new.status <> old.status)
	    then
		perform platform.fail('invoice_state',
		    'The invoice is issued: it cannot be changed. Write a credit note.');
	end if;
	return new;
end
$$;
create trigger keep_issued before update or delete on billing.invoices
	for each row execute function billing.keep_issued();

-- The invoice's row is taken first, so that a line and the number that
-- freezes it follow one another.
create function billing.keep_lines() returns trigger
language plpgsql set search_path = '' as $$
declare
	of_invoice constant uuid := case when tg_op = 'DELETE' then old.invoice_id
	    else new.invoice_id end;
	state text;
begin
	select i.status into state from billing.invoices i where i.id = of_invoice
	   for update;
	if state <> 'draft' or (tg_op = 'UPDATE' and old.invoice_id <> new.invoice_id) then
		perform platform.fail('invoice_state',
		    'The invoice is issued: its lines cannot be changed. Write a credit note.');
	end if;
	return case when tg_op = 'DELETE' then old else new end;
end
$$;
create trigger keep_lines before insert or update or delete on billing.invoice_lines
	for each row execute function billing.keep_lines();

create trigger refuse_truncate before truncate on billing.credit_notes
	for each statement execute function platform.refuse();

grant execute on function billing.part(numeric, numeric, int),
    billing.spread(bigint, bigint[], int), billing.priced(uuid, uuid),
    billing.tax_for(uuid, text, text), billing.today(uuid), billing.total(uuid),
    billing.take_invoice(uuid, uuid, text[]), billing.issue(uuid, uuid, uuid),
    billing.billed(uuid), billing.void_invoice(uuid, uuid, uuid),
    billing.uncollectible(uuid, uuid, uuid),
    billing.credit(uuid, bigint, text, uuid, bigint) to lyceum_payments;

commit;
