-- Deploy billing:damage
begin;

-- Where the money of a payment is, and the payment's name in the ledger: its
-- intent, or else the invoice at Stripe by which it was paid.
create view billing.money_of as
select p.id as payment_id,
       coalesce(p.stripe_payment_intent_id, v.intent, v.id, p.id::text) as object_id,
       case when p.method in ('cash', 'bank') or (p.stripe_payment_intent_id is null
	    and (v.id is null or v.data @> '{"outside":true}')) then 'elsewhere'
	    else 'stripe' end as account
  from billing.payments p
  left join lateral (select o.id, o.intent, o.data from billing.stripe_objects o
	 where o.payment_id = p.id and o.kind = 'invoice' and o.status = 'paid'
	 order by o.id limit 1) v on p.stripe_payment_intent_id is null;

-- What the ledger has to hold, from the things that it is about: a row for
-- each two accounts of a fact.  Amounts are above zero where the first account
-- is debited.
create view billing.facts as
with void as (
	select i.id, i.total_minor - i.tax_minor - c.net as net,
	       i.tax_minor - c.tax as tax
	  from billing.invoices i
	 cross join lateral (select coalesce(sum(n.amount_minor - n.tax_minor), 0) as net,
		coalesce(sum(n.tax_minor), 0) as tax
		  from billing.credit_notes n where n.invoice_id = i.id) c
	 where i.status = 'void'
)
select i.school_id, i.user_id, i.currency, 'invoice' as entry,
       i.id::text collate "C" as object_id, 'receivable' as first, 'income' as second,
       l.kind::text as detail, sum(l.net_minor)::bigint as amount_minor
  from billing.invoices i join billing.invoice_lines l on l.invoice_id = i.id
 where i.status <> 'draft'
 group by i.id, l.kind
union all
select i.school_id, i.user_id, i.currency, 'invoice', i.id::text, 'receivable', 'tax',
       '', i.tax_minor
  from billing.invoices i where i.status <> 'draft'
union all
select i.school_id, i.user_id, i.currency, 'void', i.id::text, 'receivable', x.name, '',
       -x.amount
  from billing.invoices i join void v on v.id = i.id
 cross join lateral (values ('income', v.net), ('tax', v.tax)) x (name, amount)
union all
select n.school_id, n.user_id, n.currency, 'credit_note', n.id::text, 'receivable',
       x.name, '', -x.amount
  from billing.credit_notes n
 cross join lateral (values ('income', n.amount_minor - n.tax_minor),
	('tax', n.tax_minor)) x (name, amount)
union all
select p.school_id, p.user_id, p.currency, 'payment', m.object_id, 'receivable',
       m.account, '', -p.received_minor
  from billing.payments p join billing.money_of m on m.payment_id = p.id
union all
select p.school_id, p.user_id, r.currency, x.entry,
       coalesce(r.stripe_refund_id, r.id::text), 'receivable', m.account, '',
       x.sign * r.amount_minor
  from billing.refunds r join billing.payments p on p.id = r.payment_id
  join billing.money_of m on m.payment_id = p.id
 cross join lateral (values ('refund', 1), ('refund_failed', -1)) x (entry, sign)
 where (r.status = 'succeeded' and x.entry = 'refund')
    or (r.status in ('failed', 'canceled') and exists (select from billing.ledger l
	 where l.object_id = coalesce(r.stripe_refund_id, r.id::text)
	   and l.entry = 'refund'))
union all
select p.school_id, p.user_id, d.currency, 'dispute', d.id, 'disputes', 'stripe', '',
       d.amount_minor
  from billing.disputes d join billing.payments p on p.id = d.payment_id
 where d.withdrawn
union all
select p.school_id, p.user_id, d.currency, x.entry, d.id, x.first, x.second, '', x.amount
  from billing.disputes d join billing.payments p on p.id = d.payment_id
 cross join lateral (select exists (select from billing.ledger l
	where l.object_id = d.id and l.entry = 'dispute_lost') as lost) b
 cross join lateral (values
	('dispute_won', case when b.lost then 'receivable' else 'disputes' end, 'stripe',
	    -d.amount_minor, d.withdrawn and d.reinstated),
	('dispute_lost', 'receivable', 'disputes', d.amount_minor,
	    d.status = 'lost' or (d.reinstated and b.lost)))
	x (entry, first, second, amount, holds)
 where x.holds;

-- The ledger in the same form.  What was written off is told by nothing else
-- and is looked at by itself.
create view billing.posted as
select l.school_id, l.user_id, l.currency, l.entry, l.object_id, x.first, x.second,
       case when l.entry = 'invoice' and x.second = 'income' then l.detail else '' end
	   as detail,
       sum(case when l.debit = x.first then l.amount_minor else -l.amount_minor end)::bigint
	   as amount_minor
  from billing.ledger l
 cross join lateral (select case when 'receivable' in (l.debit, l.credit) then 'receivable'
	else least(l.debit, l.credit) end as first) a
 cross join lateral (select a.first, case when l.debit = a.first then l.credit
	else l.debit end as second) x
 where l.entry <> 'write_off'
 group by 1, 2, 3, 4, 5, 6, 7, 8;

-- Facts that the ledger does not have, has otherwise, or has made up.
create function billing.damaged_entries(school uuid)
returns table (school_id uuid, what text, object_id text, found text, expected text)
language sql stable set search_path = '' as $$
with a as (select * from billing.facts f
	    where (school is null or f.school_id = school) and f.amount_minor <> 0),
     b as (select * from billing.posted p
	    where (school is null or p.school_id = school) and p.amount_minor <> 0),
d as (
	select coalesce(a.school_id, b.school_id) as school_id,
	       coalesce(a.entry, b.entry) as entry,
	       coalesce(a.object_id, b.object_id) as object_id,
	       b.amount_minor as has, a.amount_minor as wants,
	       coalesce(a.first, b.first) || '/' || coalesce(a.second, b.second)
		   as accounts, coalesce(a.currency, b.currency) as currency,
	       coalesce(a.user_id, b.user_id) as user_id
	  from a full join b on a.object_id = b.object_id and a.entry = b.entry
	   and a.school_id = b.school_id and a.user_id = b.user_id
	   and a.currency = b.currency and a.first = b.first and a.second = b.second
	   and a.detail = b.detail
	 where a.amount_minor is distinct from b.amount_minor
)
select d.school_id, 'entry ' || d.entry, d.object_id,
       coalesce(string_agg(d.accounts || ' ' || d.has || ' ' || d.currency, ', '
	   order by d.accounts, d.currency, d.user_id), 'nothing'),
       coalesce(string_agg(d.accounts || ' ' || d.wants || ' ' || d.currency, ', '
	   order by d.accounts, d.currency, d.user_id), 'nothing')
  from d group by d.school_id, d.entry, d.object_id
union all
select l.school_id, 'write-off', l.object_id,
       l.debit || '/' || l.credit || ' ' || l.amount_minor || ' ' || l.currency,
       case when i.id is null then 'no such invoice'
	    when i.status <> 'uncollectible' then 'an invoice that is ' || i.status
	    else 'losses/receivable, ' || o.owed || ' to '
		|| (i.total_minor - i.credited_minor) end
  from billing.ledger l
  left join billing.invoices i on i.id::text = l.object_id
   and i.school_id = l.school_id and i.user_id = l.user_id and i.currency = l.currency
 cross join lateral (select coalesce(sum(case b.debit when 'receivable' then b.amount_minor
	else -b.amount_minor end), 0)::bigint as owed
	  from billing.ledger b
	 where b.invoice_id = i.id and b.id < l.id
	   and 'receivable' in (b.debit, b.credit)) o
 where l.entry = 'write_off' and (school is null or l.school_id = school)
   and ((i.status = 'uncollectible' and l.debit = 'losses' and l.credit = 'receivable'
	and l.amount_minor between o.owed and i.total_minor - i.credited_minor)
	is not true)
union all
select i.school_id, 'write-off', i.id::text, 'nothing',
       'losses/receivable ' || (i.total_minor - i.paid_minor - i.credited_minor)
  from billing.invoices i
 where i.status = 'uncollectible' and (school is null or i.school_id = school)
   and i.paid_minor + i.credited_minor < i.total_minor
   and not exists (select from billing.ledger l
	 where l.object_id = i.id::text and l.entry = 'write_off')
union all
select l.school_id, 'sides', l.id::text, l.debit || '/' || l.credit || ' '
       || l.amount_minor, 'two accounts that are there, and an amount above zero'
  from billing.ledger l
 where (school is null or l.school_id = school)
   and (l.debit = l.credit or l.amount_minor <= 0
	or not array[l.debit, l.credit] <@ array['receivable', 'stripe', 'disputes',
	    'income', 'tax', 'losses', 'elsewhere'])
$$;

-- Columns that follow from others, and do not.
create function billing.damaged_invoices(school uuid)
returns table (school_id uuid, what text, object_id text, found text, expected text)
language sql stable set search_path = '' as $$
with i as (
	select i.*, p.paid, n.credited, l.subtotal, l.discount, l.tax, l.total, t.parts
	  from billing.invoices i
	 cross join lateral (select coalesce(sum(p.received_minor - p.refunded_minor
		- coalesce((select sum(d.amount_minor) from billing.disputes d
		    where d.payment_id = p.id and d.status = 'lost'), 0)), 0)::bigint as paid
		  from billing.payments p where p.invoice_id = i.id) p
	 cross join lateral (select coalesce(sum(n.amount_minor), 0)::bigint as credited
		  from billing.credit_notes n where n.invoice_id = i.id) n
	 cross join lateral (select coalesce(sum(l.amount_minor), 0)::bigint as subtotal,
		coalesce(sum(l.discount_minor), 0)::bigint as discount,
		coalesce(sum(l.tax_minor), 0)::bigint as tax,
		coalesce(sum(l.net_minor + l.tax_minor), 0)::bigint as total
		  from billing.invoice_lines l where l.invoice_id = i.id) l
	 cross join lateral (select sum(t.amount_minor)::bigint as parts
		  from billing.instalments t where t.invoice_id = i.id) t
	 where i.status <> 'draft' and (school is null or i.school_id = school)
)
select i.school_id, x.what, i.id::text, x.found, x.expected
  from i cross join lateral (values
	('paid', i.paid_minor::text, i.paid::text),
	('credited', i.credited_minor::text, i.credited::text),
	('subtotal', i.subtotal_minor::text, i.subtotal::text),
	('discount', i.discount_minor::text, i.discount::text),
	('tax', i.tax_minor::text, i.tax::text),
	('total', i.total_minor::text, i.total::text),
	('instalments', i.parts::text, case when i.parts is not null
	    then i.total_minor::text end),
	('state', i.status::text, case
	    when i.status in ('void', 'uncollectible') then i.status
	    when i.paid + i.credited >= i.total_minor then 'paid' else 'open' end)
	) x (what, found, expected)
 where x.found is distinct from x.expected
$$;

create function billing.damaged_payments(school uuid)
returns table (school_id uuid, what text, object_id text, found text, expected text)
language sql stable set search_path = '' as $$
select p.school_id, x.what, p.id::text, x.found, x.expected
  from billing.payments p
 cross join lateral (select
	coalesce(sum(r.amount_minor) filter (where r.status = 'succeeded'), 0)::bigint as gone,
	coalesce(sum(r.amount_minor) filter (where r.status not in ('failed', 'canceled')), 0)::bigint
	    as kept
	  from billing.refunds r where r.payment_id = p.id) r
 cross join lateral (values
	('refunded', p.refunded_minor::text, r.gone::text),
	('reserved', p.reserved_minor::text, r.kept::text),
	('received', p.received_minor::text, case
	    when p.status not in ('succeeded', 'refunded') then '0'
	    when p.received_minor between 1 and p.amount_minor then p.received_minor::text
	    else p.amount_minor::text end),
	('payment state', p.status::text, case
	    when p.status in ('succeeded', 'refunded') and p.received_minor > 0 then
		case when p.refunded_minor >= p.received_minor then 'refunded'
		else 'succeeded' end
	    else p.status::text end)
	) x (what, found, expected)
 where x.found is distinct from x.expected and (school is null or p.school_id = school)
union all
select p.school_id, 'over-refunded', p.id::text, r.gone::text,
       'at most ' || p.received_minor
  from billing.payments p
  join lateral (select sum(r.amount_minor) as gone from billing.refunds r
	 where r.payment_id = p.id and r.status not in ('failed', 'canceled')) r
    on r.gone > p.received_minor
 where school is null or p.school_id = school
$$;

-- Numbers: from 1 to the counter's last, each once.
create function billing.damaged_numbers(school uuid)
returns table (school_id uuid, what text, object_id text, found text, expected text)
language sql stable set search_path = '' as $$
with n as (
	select x.school_id, x.kind, x.number,
	       substring(x.number from '([0-9]{4})-[0-9]{6,}$')::int as year,
	       substring(x.number from '([0-9]{6,9})$')::bigint as no
	  from (select i.school_id, 'invoice', i.number from billing.invoices i
		 where i.number is not null
		union all select p.school_id, 'receipt', p.receipt_number
		  from billing.payments p where p.receipt_number is not null
		union all select c.school_id, 'credit_note', c.number
		  from billing.credit_notes c) x (school_id, kind, number)
	 where school is null or x.school_id = school
)
select c.school_id, 'number', c.kind || ' ' || c.year || '-' || lpad(g.no::text, 6, '0'),
       'nobody has it', 'one ' || replace(c.kind, '_', ' ')
  from billing.counters c
 cross join lateral (select g.no from generate_series(1, c.last) g (no)
	except select n.no from n where n.school_id = c.school_id
	   and n.kind = c.kind and n.year = c.year) g
 where school is null or c.school_id = school
union all
select n.school_id, 'number', n.kind || ' ' || n.number, coalesce(n.no::text, 'no number'),
       'at most ' || coalesce(c.last, 0)
  from n left join billing.counters c on c.school_id = n.school_id
   and c.kind = n.kind and c.year = n.year
 where (n.no <= c.last) is not true
union all
select n.school_id, 'number', n.kind || ' ' || min(n.number), count(*) || ' have it', 'one'
  from n group by n.school_id, n.kind, n.year, n.no having count(*) > 1
$$;

-- What each person owes by the ledger, and by their invoices and payments.
create function billing.damaged_accounts(school uuid)
returns table (school_id uuid, what text, object_id text, found text, expected text)
language sql stable set search_path = '' as $$
with x as (
	select i.school_id, i.user_id, i.currency,
	       i.total_minor - i.credited_minor as amount
	  from billing.invoices i where i.status not in ('draft', 'void')
	union all
	select l.school_id, l.user_id, l.currency, -l.amount_minor
	  from billing.ledger l where l.entry = 'write_off'
	union all
	select p.school_id, p.user_id, p.currency, p.refunded_minor - p.received_minor
	  from billing.payments p
	union all
	select p.school_id, p.user_id, p.currency, d.amount_minor
	  from billing.disputes d join billing.payments p on p.id = d.payment_id
	 where d.status = 'lost' and d.withdrawn and not d.reinstated
), e as (
	select x.school_id, x.user_id, x.currency, sum(x.amount)::bigint as amount
	  from x group by 1, 2, 3
)
select coalesce(e.school_id, o.school_id), 'account',
       coalesce(e.user_id, o.user_id)::text, coalesce(o.amount_minor, 0)::text,
       coalesce(e.amount, 0)::text
  from e full join billing.owed o on o.school_id = e.school_id
   and o.user_id = e.user_id and o.currency = e.currency
 where coalesce(o.amount_minor, 0) <> coalesce(e.amount, 0)
   and (school is null or coalesce(e.school_id, o.school_id) = school)
$$;

-- Sums by month, and the rows of the ledger that are in them.
create function billing.damaged_months(school uuid)
returns table (school_id uuid, what text, object_id text, found text, expected text)
language sql stable set search_path = '' as $$
with x as (
	select m.school_id, m.month, m.entry, m.debit, m.credit, m.detail, m.currency,
	       m.semester, m.year, m.amount_minor as kept, 0::bigint as entries
	  from billing.months m
	union all
	select l.school_id, date_trunc('month', l.at at time zone u.timezone), l.entry,
	       l.debit, l.credit, l.detail, l.currency, l.semester, l.year, 0,
	       l.amount_minor
	  from billing.months_until u
	  join billing.ledger l on l.school_id = u.school_id and l.id <= u.until
)
select x.school_id, 'month', concat_ws(' ', to_char(x.month, 'YYYY-MM'), x.entry,
       x.debit || '/' || x.credit, nullif(x.detail, ''), x.currency, x.semester, x.year),
       sum(x.kept)::text, sum(x.entries)::text
  from x
 where school is null or x.school_id = school
 group by x.school_id, x.month, x.entry, x.debit, x.credit, x.detail, x.currency,
	x.semester, x.year
having sum(x.kept) <> sum(x.entries)
$$;

create function billing.damage(school uuid default null)
returns table (school_id uuid, what text, object_id text, found text, expected text)
language sql stable set search_path = '' as $$
select * from billing.damaged_entries(school)
union all select * from billing.damaged_invoices(school)
union all select * from billing.damaged_payments(school)
union all select * from billing.damaged_numbers(school)
union all select * from billing.damaged_accounts(school)
union all select * from billing.damaged_months(school)
 order by 1, 2, 3
$$;

-- For lyceumctl alone.
revoke all on function billing.damaged_entries(uuid),
    billing.damaged_invoices(uuid), billing.damaged_payments(uuid),
    billing.damaged_numbers(uuid), billing.damaged_accounts(uuid),
    billing.damaged_months(uuid), billing.damage(uuid) from public;

commit;
