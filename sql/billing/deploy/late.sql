-- Deploy billing:late
begin;

-- Since when an invoice is late: the first part that is not covered, else the
-- day that it was due.
create function billing.late_since(invoice uuid) returns date
language sql stable
begin atomic
	select coalesce((
		select min(p.due_on) from (
			select x.due_on, sum(x.amount_minor) over (order by x.no) as sum
			  from billing.instalments x where x.invoice_id = i.id) p
		 where p.sum > i.paid_minor + i.credited_minor), i.due_on)
	  from billing.invoices i where i.id = invoice and i.status = 'open';
end;

-- Once for each invoice that is late, and each fee on it that asks for one.  A
-- share is of what is left of the invoice, at most of the fee's own line.
create function billing.late_fees(at timestamptz, most int) returns int
language plpgsql set search_path = '' as $$
declare
	o record;
	f billing.fees;
	step int;
	amount bigint;
	made uuid;
	n int := 0;
begin
	-- One at a time: that an invoice has its late fee is seen by the next.
	perform pg_advisory_xact_lock(hashtextextended('billing.late_fees', 0));
	for o in select i.id, i.school_id, i.user_id, i.number, l.fee_id,
		least(i.total_minor - i.paid_minor - i.credited_minor,
		    l.amount_minor - l.discount_minor) as rest
	    from billing.invoices i
	    join billing.invoice_lines l on l.invoice_id = i.id
	    join billing.fees x on x.id = l.fee_id
	     and (x.late_minor is not null or x.late_percent is not null)
	    where i.status = 'open'
	      and billing.late_since(i.id) + x.late_after_days
		  < (at at time zone 'UTC')::date
	      and not exists (select from billing.charges c where c.fee_id = x.id
		  and c.user_id = i.user_id and c.occasion = 'late:' || i.id)
	    order by i.id limit most for update of i skip locked loop
		select x.* into f from billing.fees x where x.id = o.fee_id;
		select k.step into step from billing.currencies k where k.code = f.currency;
		amount := coalesce(f.late_minor,
		    billing.part(o.rest * f.late_percent * 100, 10000, step));
		continue when amount <= 0;
		made := billing.draft(o.school_id, o.user_id, f.currency, 'fees',
		    format('Late fee: %s, invoice %s', f.name, o.number), amount,
		    null, null, null, 1, f.semester, f.year, null, null);
		insert into billing.charges (fee_id, user_id, occasion, invoice_id)
		values (f.id, o.user_id, 'late:' || o.id, made);
		perform billing.issue(made, o.school_id, null);
		n := n + 1;
	end loop;
	return n;
end
$$;

grant execute on function billing.late_since(uuid) to lyceum_payments;
revoke execute on function billing.late_fees(timestamptz, int) from public;

commit;
