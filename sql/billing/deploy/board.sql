-- Deploy billing:board
begin;

-- How much of what is left is late: of an invoice in parts, what the parts whose
-- day has passed come to beyond what was paid.
create function billing.overdue(parts bigint, late bigint, paid bigint, "left" bigint,
    due_on date, today date) returns bigint
language sql immutable
return case when parts > 0 then greatest(late - paid, 0)
    when due_on < today then "left" else 0 end;

-- What is still to be paid of each open invoice, and how much of that is late.
-- Payments and credit notes go to the instalments in their order.
create view billing.dues as
select i.id, i.school_id, i.user_id, i.number, i.currency, i.due_on,
       i.issued_at, i.semester, i.year, i.memo, i.total_minor,
       i.paid_minor + i.credited_minor as paid_minor, x.left_minor,
       billing.overdue(p.parts, p.late, i.paid_minor + i.credited_minor, x.left_minor,
	   i.due_on, x.today) as overdue_minor,
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

-- The ledger, added up by month of the school's time: rows of it until an id,
-- by the time zone that the school had then.  See billing.books.
create table billing.months_until (
	school_id	uuid primary key,
	until		bigint not null default 0,
	timezone	text not null
);
create table billing.months (
	school_id	uuid not null,
	month		timestamp not null,
	entry		text collate "C" not null,
	debit		text collate "C" not null,
	credit		text collate "C" not null,
	detail		text collate "C" not null,
	currency	text not null,
	semester	text collate "C",
	year		int,
	amount_minor	bigint not null,
	constraint month_once unique nulls not distinct (school_id, month, entry,
	    debit, credit, detail, currency, semester, year)
);

-- A row of the ledger such that no other will come with a lower id: whoever
-- writes holds the table until the end, so while nobody does the last one is.
-- Null when somebody writes; nobody is made to wait.
create function billing.ledger_end() returns bigint
language plpgsql set search_path = '' as $$
begin
	lock table billing.ledger in share mode nowait;
	return coalesce((select max(l.id) from billing.ledger l), 0);
exception when lock_not_available then
	return null;
end
$$;

-- Adds up what came until there; ends in a transaction after that which asked
-- for the end, so that nobody who writes waits for it.  The rows added.
create function billing.sum_months(until bigint) returns bigint
language plpgsql set search_path = '' as $$
declare
	n bigint;
begin
	lock table billing.months_until in share row exclusive mode;
	with moved as (
		update billing.months_until u
		   set until = 0, timezone = s.timezone
		  from academics_api.schools s
		 where s.id = u.school_id and s.timezone <> u.timezone
		returning u.school_id
	)
	delete from billing.months m using moved v where m.school_id = v.school_id;
	insert into billing.months_until (school_id, timezone)
	select s.id, s.timezone from academics_api.schools s
	on conflict do nothing;
	with l as (
		select u.school_id, date_trunc('month', l.at at time zone u.timezone) as month,
		       l.entry, l.debit, l.credit, l.detail, l.currency, l.semester,
		       l.year, sum(l.amount_minor)::bigint as amount, count(*) as n
		  from billing.months_until u
		  join billing.ledger l on l.school_id = u.school_id
		   and l.id > u.until and l.id <= sum_months.until
		 group by 1, 2, 3, 4, 5, 6, 7, 8, 9
	), kept as (
		insert into billing.months as m
		select l.school_id, l.month, l.entry, l.debit, l.credit, l.detail,
		       l.currency, l.semester, l.year, l.amount
		  from l
		on conflict on constraint month_once do update
		   set amount_minor = m.amount_minor + excluded.amount_minor
	)
	select coalesce(sum(l.n), 0) into n from l;
	update billing.months_until u set until = sum_months.until
	 where u.until < sum_months.until;
	return n;
end
$$;

-- The ledger by month: what was added up, and each row that came since.
create view billing.books as
select m.school_id, m.month, m.entry, m.debit, m.credit, m.detail, m.currency,
       m.semester, m.year, m.amount_minor
  from academics_api.schools s
  join billing.months_until u on u.school_id = s.id and u.timezone = s.timezone
  join billing.months m on m.school_id = s.id
union all
select l.school_id, date_trunc('month', l.at at time zone s.timezone), l.entry,
       l.debit, l.credit, l.detail, l.currency, l.semester, l.year, l.amount_minor
  from academics_api.schools s
  left join billing.months_until u on u.school_id = s.id and u.timezone = s.timezone
  join billing.ledger l on l.school_id = s.id and l.id > coalesce(u.until, 0);

-- What is due of each term, as billing.dues says it of each invoice; n are late.
-- Of a whole school the parts are read at once.
create view billing.dues_of_terms as
with s as materialized (
	select z.id, (now() at time zone z.timezone)::date as today
	  from academics_api.schools z
)
select i.school_id, i.semester, i.year, i.currency, sum(x.left_minor)::bigint as due_minor,
       sum(x.overdue_minor)::bigint as overdue_minor,
       count(*) filter (where x.overdue_minor > 0) as n
  from s
  join billing.invoices i on i.school_id = s.id and i.status = 'open'
  left join (select o.school_id, t.invoice_id, count(*) as parts,
	coalesce(sum(t.amount_minor) filter (where t.due_on < s.today), 0)::bigint as late
	  from s
	  join billing.invoices o on o.school_id = s.id and o.status = 'open'
	  join billing.instalments t on t.invoice_id = o.id
	 group by o.school_id, t.invoice_id) p
    on p.school_id = i.school_id and p.invoice_id = i.id
 cross join lateral (select i.total_minor - i.paid_minor - i.credited_minor as left_minor,
	billing.overdue(p.parts, p.late, i.paid_minor + i.credited_minor, i.total_minor
	    - i.paid_minor - i.credited_minor, i.due_on, s.today) as overdue_minor) x
 group by i.school_id, i.semester, i.year, i.currency;

-- What the board adds up; n counts what is late and what failed.
create view billing.figures as
select b.school_id, b.semester, b.year, b.currency, b.month, x.measure,
       case b.debit when 'receivable' then b.amount_minor else -b.amount_minor end
	* case x.measure when 'billed' then 1 when 'refunded' then 1
	    when 'lost' then 1 else -1 end as amount_minor, 0 as n
  from billing.books b
  join (values ('invoice', 'billed'), ('void', 'billed'), ('credit_note', 'billed'),
	('payment', 'paid'), ('refund', 'refunded'), ('refund_failed', 'refunded'),
	('dispute_lost', 'lost'), ('write_off', 'written_off')) x (entry, measure)
    on x.entry = b.entry
 where 'receivable' in (b.debit, b.credit)
union all
select d.school_id, d.semester, d.year, d.currency, null, x.measure, x.amount, x.n
  from billing.dues_of_terms d
 cross join lateral (values ('due', d.due_minor, 0), ('overdue', d.overdue_minor, d.n))
	x (measure, amount, n)
union all
select p.school_id, p.semester, p.year, p.currency, null, 'failed',
       sum(p.amount_minor)::bigint, count(*)
  from billing.payments p where p.status = 'failed'
 group by p.school_id, p.semester, p.year, p.currency
union all
select p.school_id, p.semester, p.year, d.currency, null, 'disputed', d.amount_minor, 0
  from billing.disputes d join billing.payments p on p.id = d.payment_id
 where d.status not in ('won', 'lost', 'warning_closed');

-- The board's sums by currency, of a term if one is named or of each term.
create function billing.totals(school uuid, term text, of_year int, by_term boolean)
returns table (semester text, year int, currency text,
    billed numeric, billed_minor bigint, due numeric, due_minor bigint,
    overdue numeric, overdue_minor bigint, paid numeric, paid_minor bigint,
    failed numeric, failed_minor bigint, refunded numeric, refunded_minor bigint,
    disputed numeric, disputed_minor bigint, lost numeric, lost_minor bigint,
    written_off numeric, written_off_minor bigint,
    failed_count bigint, overdue_count bigint)
language sql stable
begin atomic
	select t.semester, t.year, t.currency,
	       billing.major(t.billed, t.currency), t.billed,
	       billing.major(t.due, t.currency), t.due,
	       billing.major(t.overdue, t.currency), t.overdue,
	       billing.major(t.paid, t.currency), t.paid,
	       billing.major(t.failed, t.currency), t.failed,
	       billing.major(t.refunded, t.currency), t.refunded,
	       billing.major(t.disputed, t.currency), t.disputed,
	       billing.major(t.lost, t.currency), t.lost,
	       billing.major(t.written_off, t.currency), t.written_off,
	       t.failed_count, t.overdue_count
	  from (select case when by_term then f.semester end as semester,
		       case when by_term then f.year end as year, f.currency,
		       coalesce(sum(f.amount_minor) filter (where f.measure =
			   'billed'), 0)::bigint as billed,
		       coalesce(sum(f.amount_minor) filter (where f.measure =
			   'due'), 0)::bigint as due,
		       coalesce(sum(f.amount_minor) filter (where f.measure =
			   'overdue'), 0)::bigint as overdue,
		       coalesce(sum(f.amount_minor) filter (where f.measure =
			   'paid'), 0)::bigint as paid,
		       coalesce(sum(f.amount_minor) filter (where f.measure =
			   'failed'), 0)::bigint as failed,
		       coalesce(sum(f.amount_minor) filter (where f.measure =
			   'refunded'), 0)::bigint as refunded,
		       coalesce(sum(f.amount_minor) filter (where f.measure =
			   'disputed'), 0)::bigint as disputed,
		       coalesce(sum(f.amount_minor) filter (where f.measure =
			   'lost'), 0)::bigint as lost,
		       coalesce(sum(f.amount_minor) filter (where f.measure =
			   'written_off'), 0)::bigint as written_off,
		       coalesce(sum(f.n) filter (where f.measure = 'failed'),
			   0)::bigint as failed_count,
		       coalesce(sum(f.n) filter (where f.measure = 'overdue'),
			   0)::bigint as overdue_count
		  from billing.figures f
		 where f.school_id = school
		   and case when term is null then true else f.semester = term end
		   and case when of_year is null then true else f.year = of_year end
		 group by 1, 2, 3) t;
end;

-- What lists of invoices say of each.
create view billing.invoice_list as
select i.id, i.number, i.status, i.user_id, p.full_name as student_name,
       p.student_number, i.currency, i.total_minor,
       billing.major(i.total_minor, i.currency) as total,
       d.due_minor, billing.major(d.due_minor, i.currency) as due, i.due_on,
       d.due_minor > 0 and i.due_on < d.today as is_overdue,
       i.issued_at, i.paid_at, i.semester, i.year, w.what, i.created_at, i.version,
       i.school_id as _school_id, d.due_minor > 0 as _is_due,
       i.status = 'draft' as _is_draft,
       case when d.due_minor = 0 then i.status when i.due_on < d.today then 'overdue'
	   when i.paid_minor + i.credited_minor > 0 then 'part' else i.status end as _state,
       to_char(i.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') as _key
  from billing.invoices i
  join academics_api.schools s on s.id = i.school_id
  left join identity_api.people p on p.id = i.user_id
 cross join lateral (select (now() at time zone s.timezone)::date as today,
	case when i.status = 'open' then greatest(i.total_minor - i.credited_minor
	    - i.paid_minor, 0) else 0 end::bigint as due_minor) d
  left join lateral (select (array_agg(x.description order by x.position))[1]
	|| case when count(*) > 1 then format(' and %s more', count(*) - 1) else '' end
	   as what from billing.invoice_lines x where x.invoice_id = i.id) w on true;

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

-- The same with whose it is; for a page each number as a text as well, and
-- no payment that was canceled.
create function billing.account_shown(person uuid, school uuid, me uuid, is_page boolean)
returns table (user_id uuid, full_name text, student_number text, is_self boolean,
    balances json, invoices json, holds json, payments json, lines json,
    _balances json, _invoices json, _holds json, _payments json, _lines json,
    _first json)
language sql stable
begin atomic
	select p.id, p.full_name, p.student_number, p.id = me,
	       a.balances, a.invoices, a.holds, a.payments, a.lines,
	       w.balances, w.invoices, w.holds, w.payments, w.lines, w.invoices -> 0
	  from identity_api.people p
	 cross join lateral billing.account(p.id, school) a
	  left join lateral (select billing.words(a.balances) as balances,
		billing.words(a.invoices) as invoices, billing.words(a.holds) as holds,
		billing.words((select coalesce(json_agg(y.value order by y.n), '[]')
		    from json_array_elements(a.payments) with ordinality y (value, n)
		   where not exists (select from billing.payments x
			where x.id = (y.value ->> 'id')::uuid
			  and x.failure_code = 'canceled'))) as payments,
		billing.words(a.lines) as lines) w on is_page
	 where p.id = person and p.school_id = school;
end;

grant select on billing.dues, billing.books, billing.figures,
    billing.invoice_list, billing.reconciliations to lyceum_payments;
grant execute on function billing.words(json), billing.account(uuid, uuid),
    billing.account_shown(uuid, uuid, uuid, boolean),
    billing.totals(uuid, text, int, boolean), billing.only_school(),
    billing.school_of_event(uuid, text) to lyceum_payments;
grant execute on function billing.overdue(bigint, bigint, bigint, bigint, date, date)
    to lyceum_payments, lyceum_courses;

commit;
