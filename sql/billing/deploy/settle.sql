-- Deploy billing:settle
begin;

-- Writes one row of the ledger, unless the fact was written before; true if it
-- was new.  Nothing is written of nothing.
create function billing.post(school uuid, usr uuid, entry text, object text,
    part int, debit text, credit text, amount bigint, currency text,
    at timestamptz, detail text default '', invoice uuid default null,
    payment uuid default null, semester text default null, year int default null)
returns boolean
language plpgsql set search_path = '' as $$
begin
	if amount = 0 then
		return false;
	end if;
	insert into billing.ledger (school_id, user_id, entry, object_id, part,
	    debit, credit, amount_minor, currency, at, detail, invoice_id,
	    payment_id, semester, year)
	values (school, usr, post.entry, object, post.part, post.debit,
	    post.credit, amount, post.currency, post.at, post.detail, invoice,
	    payment, post.semester, post.year)
	on conflict on constraint posted_once do nothing;
	return found;
end
$$;

-- What was paid of an invoice follows from its payments, and its state from
-- that: whoever changes a payment, a dispute or a credit note calls this.  A
-- payment counts with what was received, less what was refunded, less what a
-- lost dispute took.  Takes the invoice's row first: two payments of one
-- invoice follow one another.
create function billing.settle_invoice(invoice uuid) returns void
language plpgsql set search_path = '' as $$
declare
	i billing.invoices;
	paid bigint;
	state text;
begin
	select x.* into i from billing.invoices x where x.id = invoice for update;
	if not found or i.status = 'draft' then
		return;
	end if;
	select coalesce(sum(p.received_minor - p.refunded_minor - coalesce(
	    (select sum(d.amount_minor) from billing.disputes d
	      where d.payment_id = p.id and d.status = 'lost'), 0)), 0)
	  into paid
	  from billing.payments p where p.invoice_id = invoice;
	state := case when i.status in ('void', 'uncollectible') then i.status
	    when paid + i.credited_minor >= i.total_minor then 'paid'
	    else 'open' end;
	if paid = i.paid_minor and state = i.status then
		return;
	end if;
	update billing.invoices x
	   set paid_minor = paid, status = state, version = x.version + 1,
	       paid_at = case when state = 'paid' then coalesce(x.paid_at, now()) end,
	       updated_at = now()
	 where x.id = invoice;
end
$$;

grant execute on function billing.post(uuid, uuid, text, text, int, text, text,
    bigint, text, timestamptz, text, uuid, uuid, text, int),
    billing.settle_invoice(uuid) to lyceum_payments;

commit;
