-- Deploy billing:board
begin;

-- What is still to be paid of each open invoice, and how much of that is late.
-- Payments and credit notes go to the instalments in their order.
create view billing.dues as
select i.id, i.school_id, i.user_id, i.number, i.currency, i.due_on,
       i.issued_at, i.semester, i.year, i.memo, i.total_minor,
       i.paid_minor + i.credited_minor as paid_minor, x.left_minor,
       case when p.parts > 0 then greatest(p.late - (i.total_minor - x.left_minor), 0)
	    when i.due_on < x.today then x.left_minor else 0 end as overdue_minor,
       coalesce(n.due_on, i.due_on) as next_on,
       coalesce(least(n.until - (i.total_minor - x.left_minor), n.amount_minor),
	   x.left_minor) as next_minor,
       n.no as next_no, p.parts
  from billing.invoices i
  join academics_api.schools s on s.id = i.school_id
 cross join lateral (select i.total_minor - i.paid_minor - i.credited_minor as left_minor,
	(now() at time zone s.timezone)::date as today) x
  left join lateral (select count(*) as parts,
	coalesce(sum(t.amount_minor) filter (where t.due_on < x.today), 0)::bigint as late
	  from billing.instalments t where t.invoice_id = i.id) p on true
  left join lateral (select t.no, t.due_on, t.amount_minor, t.until
	  from (select u.no, u.due_on, u.amount_minor,
		       sum(u.amount_minor) over (order by u.no)::bigint as until
		  from billing.instalments u where u.invoice_id = i.id) t
	 where t.until > i.total_minor - x.left_minor
	 order by t.no limit 1) n on true
 where i.status = 'open';

-- Differences belong to a school where that can be told.  A run finds each
-- anew; what it does not find again is settled.
alter table billing.differences
	add column school_id uuid,
	add column resolved_at timestamptz;
create unique index difference_once on billing.differences
	(object_id, what, coalesce(ours, ''), coalesce(theirs, ''))
	where not resolved;
create index differences_of_school on billing.differences (school_id, id);

create function billing.difference_school() returns trigger
language plpgsql set search_path = '' as $$
begin
	new.school_id := coalesce(new.school_id, (select p.school_id
	      from billing.payments p where p.id = new.payment_id),
	    billing.only_school());
	return new;
end
$$;
create trigger difference_school before insert on billing.differences
	for each row execute function billing.difference_school();

create table billing.reconciliations (
	id		bigint generated always as identity primary key,
	started_at	timestamptz not null default clock_timestamp(),
	ended_at	timestamptz,
	since		timestamptz not null,
	events		int not null default 0,	-- that had never come
	resolved	int not null default 0,	-- outcomes that were not known
	compared	int not null default 0,	-- objects
	differences	int not null default 0
);

create index stripe_events_failed on billing.stripe_events (received_at)
	where outcome = 'failed';
create index ledger_by_time on billing.ledger (school_id, at);

-- The only school that there is, or null: what names no school is its.
create function billing.only_school() returns uuid
language sql stable security definer set search_path = ''
return (select case when count(*) = 1 then min(s.id::text)::uuid end
	  from academics_api.schools s);

-- Whose an event is: its payment's school, else the one that its object names.
create function billing.school_of_event(payment uuid, body text) returns uuid
language plpgsql stable set search_path = '' as $$
declare
	school uuid;
begin
	select p.school_id into school from billing.payments p where p.id = payment;
	if school is null then
		school := (body::jsonb #>> '{data,object,metadata,school_id}')::uuid;
	end if;
	return coalesce(school, billing.only_school());
exception when data_exception then
	return billing.only_school();
end
$$;

-- What the board adds up.
create view billing.figures as
select l.school_id, l.semester, l.year, l.currency, l.at, x.measure, l.detail,
       case l.debit when 'receivable' then l.amount_minor else -l.amount_minor end
	* case x.measure when 'billed' then 1 when 'refunded' then 1
	    when 'lost' then 1 else -1 end as amount_minor
  from billing.ledger l
  join (values ('invoice', 'billed'), ('void', 'billed'), ('credit_note', 'billed'),
	('payment', 'paid'), ('refund', 'refunded'), ('refund_failed', 'refunded'),
	('dispute_lost', 'lost'), ('write_off', 'written_off')) x (entry, measure)
    on x.entry = l.entry
 where 'receivable' in (l.debit, l.credit)
union all
select d.school_id, d.semester, d.year, d.currency, d.issued_at, x.measure, '', x.amount
  from billing.dues d
 cross join lateral (values ('due', d.left_minor), ('overdue', d.overdue_minor))
	x (measure, amount)
union all
select p.school_id, p.semester, p.year, p.currency, p.created_at, 'failed', '',
       p.amount_minor
  from billing.payments p where p.status = 'failed'
union all
select p.school_id, p.semester, p.year, d.currency, d.created_at, 'disputed', '',
       d.amount_minor
  from billing.disputes d join billing.payments p on p.id = d.payment_id
 where d.status not in ('won', 'lost', 'warning_closed');

-- The numbers of a list of objects as texts, digit by digit as they stand: for
-- pages, which show amounts as the database wrote them.
create function billing.words(list json) returns json
language sql immutable
return (select coalesce(json_agg((select json_object_agg(m.key,
	case json_typeof(m.value) when 'number' then to_json(m.value #>> '{}')
	else m.value end) from json_each(o.value) m) order by o.n), '[]')
	  from json_array_elements(list) with ordinality o (value, n));

-- What somebody owes a school and why.
create function billing.account(person uuid, school uuid)
returns table (balances json, invoices json, holds json, payments json, lines json)
language sql stable set search_path = '' as $$
with due as materialized (
	select d.* from billing.dues d
	 where d.user_id = person and d.school_id = school
), b as (
	select coalesce(o.currency, d.currency) as currency,
	       coalesce(o.amount_minor, 0) as owed, coalesce(d.due, 0) as due,
	       coalesce(d.overdue, 0) as overdue, d.next_on, d.open
	  from (select * from billing.owed o
		 where o.user_id = person and o.school_id = school) o
	  full join (select d.currency, sum(d.left_minor)::bigint as due,
		sum(d.overdue_minor)::bigint as overdue, min(d.next_on) as next_on,
		count(*) as open
		  from due d group by d.currency) d on d.currency = o.currency
), facts as (
	select min(l.id) as id, min(l.at) as at, l.entry, l.object_id, l.currency,
	       (array_agg(l.invoice_id))[1] as invoice_id,
	       (array_agg(l.payment_id))[1] as payment_id,
	       sum(case l.debit when 'receivable' then l.amount_minor
		   else -l.amount_minor end)::bigint as amount
	  from billing.ledger l
	 where l.user_id = person and l.school_id = school
	   and 'receivable' in (l.debit, l.credit)
	 group by l.entry, l.object_id, l.currency
), lines as (
	select f.*, sum(f.amount) over (partition by f.currency
		order by f.at, f.id)::bigint as balance
	  from facts f
)
select (select coalesce(json_agg(json_build_object('currency', b.currency,
	'owed', billing.major(b.owed, b.currency), 'owed_minor', b.owed,
	'due', billing.major(b.due, b.currency), 'due_minor', b.due,
	'overdue', billing.major(b.overdue, b.currency), 'overdue_minor', b.overdue,
	'credit', billing.major(greatest(b.due - b.owed, 0), b.currency),
	'credit_minor', greatest(b.due - b.owed, 0),
	'next_on', b.next_on, 'open_invoices', coalesce(b.open, 0),
	'has_due', b.due > 0, 'is_overdue', b.overdue > 0,
	'has_credit', b.due > b.owed) order by b.currency), '[]') from b
	 where b.owed <> 0 or b.due <> 0),
       (select coalesce(json_agg(json_build_object('id', d.id, 'number', d.number,
	'what', (select left(string_agg(l.description, ', ' order by l.position), 300)
		   from billing.invoice_lines l where l.invoice_id = d.id),
	'semester', d.semester, 'year', d.year, 'issued_at', d.issued_at,
	'due_on', d.due_on, 'currency', d.currency,
	'total', billing.major(d.total_minor, d.currency), 'total_minor', d.total_minor,
	'paid', billing.major(d.paid_minor, d.currency), 'paid_minor', d.paid_minor,
	'due', billing.major(d.left_minor, d.currency), 'due_minor', d.left_minor,
	'overdue', billing.major(d.overdue_minor, d.currency),
	'overdue_minor', d.overdue_minor, 'is_overdue', d.overdue_minor > 0,
	'next_on', d.next_on, 'next', billing.major(d.next_minor, d.currency),
	'next_minor', d.next_minor, 'instalment', d.next_no,
	'instalments', nullif(d.parts, 0)) order by d.next_on, d.id), '[]') from due d),
       (select coalesce(json_agg(json_build_object('id', h.id, 'course_id', h.course_id,
	'code', c.code, 'name', c.name, 'invoice_id', h.invoice_id,
	'expires_at', h.expires_at,
	'minutes_left', greatest(ceil(extract(epoch from h.expires_at - now()) / 60), 0)::int,
	'amount', billing.major(i.total_minor, i.currency),
	'amount_minor', i.total_minor, 'currency', i.currency)
	order by h.expires_at, h.id), '[]')
	  from billing.holds h join billing.invoices i on i.id = h.invoice_id
	  join academics_api.courses c on c.id = h.course_id
	 where h.student_id = person and h.school_id = school and h.status = 'held'),
       (select coalesce(json_agg(json_build_object('id', p.id, 'status', p.status,
	'payment_type', p.payment_type, 'description', p.description,
	'amount', billing.major(p.amount_minor, p.currency),
	'amount_minor', p.amount_minor, 'currency', p.currency,
	'method', p.method, 'receipt_number', p.receipt_number,
	'invoice_id', p.invoice_id, 'created_at', p.created_at, 'paid_at', p.paid_at)
	order by p.created_at desc, p.id desc), '[]')
	  from (select * from billing.payments p
		 where p.user_id = person and p.school_id = school
		 order by p.created_at desc, p.id desc limit 10) p),
       (select coalesce(json_agg(json_build_object('at', f.at, 'entry', f.entry,
	'words', replace(f.entry, '_', ' '),
	'invoice_id', f.invoice_id, 'payment_id', f.payment_id, 'number', i.number,
	'amount', billing.major(f.amount, f.currency), 'amount_minor', f.amount,
	'balance', billing.major(f.balance, f.currency), 'balance_minor', f.balance,
	'currency', f.currency) order by f.at desc, f.id desc), '[]')
	  from (select * from lines f order by f.at desc, f.id desc limit 200) f
	  left join billing.invoices i on i.id = f.invoice_id)
$$;

grant select on billing.dues, billing.figures, billing.reconciliations to lyceum_payments;
grant execute on function billing.words(json), billing.account(uuid, uuid),
    billing.only_school(),
    billing.school_of_event(uuid, text) to lyceum_payments;

commit;
