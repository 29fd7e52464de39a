#include "core.h"

#include "copy.h"
#include "seed.h"

/*
 * Invoices and their lines, and what was paid of them, in tables of their own
 * first: numbers without gaps are given when everything is there, in the order
 * of time.  Amounts are what billing.total() makes of the same lines.
 */

/* clang-format off */
static const struct seed_step steps[] = {
	{ "seats that have a price",
	  "insert into seed_bill (id, what, user_id, semester, year, fate, issued, due,"
	  " enrollment_id, course, draft)"
	  " select pg_temp.seed_id('seat', e.id::text, x.at), 'seat', e.student_id,"
	  " t.semester, t.year, case when x.is_held then 'held'"
	  "  when c.nth = 2 or pg_temp.chance('seat' || e.id) < 850 then 'paid'"
	  "  else 'overdue' end, x.at, (x.at at time zone 'UTC')::date + 14, e.id,"
	  " c.nth, x.is_held"
	  " from (select e.*, row_number() over (partition by e.course_id"
	  "   order by e.enrolled_at desc, e.id) as rank"
	  "  from academics.enrollments e where e.status = 'enrolled'"
	  "  and e.course_id in (select p.id from seed_priced p)) e"
	  " join seed_priced c on c.id = e.course_id"
	  " join seed_term t on t.nth = 1 cross join seed_day d"
	  " cross join lateral (select c.nth = 2 and e.rank = 1 as is_held,"
	  "  case when c.nth = 2 and e.rank = 1"
	  "  then d.morning - interval '3 hours'"
	  "  else e.enrolled_at + interval '20 minutes' end as at) x" },
	{ "subscriptions",
	  "create temporary table seed_sub on commit drop as"
	  " select pg_temp.seed_id('gym', s.user_id::text, s.start) as id, s.user_id,"
	  " n.id as plan_id, s.start, s.rank,"
	  " (select count(*)::int from generate_series(0, 5) g (k)"
	  "  where billing.period_at(s.start, 'month', 1, k) < d.morning) as periods"
	  " from seed_day d join billing.plans n on n.school_id = d.school_id"
	  " and n.name = 'Gym and pool'"
	  " cross join lateral (select p.user_id, d.morning - make_interval("
	  "  days => case when p.is_demo then 42 else 20"
	  "  + pg_temp.chance('gym' || p.user_id) * 7 % 60 end, hours => 14)"
	  "   as start,"
	  "  row_number() over (order by p.is_demo, md5('gym' || p.user_id)) as rank"
	  "  from seed_payer p where p.is_demo or not p.is_ward"
	  "  and pg_temp.chance('sub' || p.user_id) < 40) s" },
	{ "subscriptions",
	  "insert into billing.subscriptions (id, school_id, user_id, plan_id, status,"
	  " started_at, anchor_at, period_no, period_start, period_end,"
	  " cancel_at_period_end, payer_id, created_at, updated_at)"
	  " select s.id, d.school_id, s.user_id, s.plan_id, 'active', s.start, s.start,"
	  " s.periods, billing.period_at(s.start, 'month', 1, s.periods - 1),"
	  " billing.period_at(s.start, 'month', 1, s.periods), s.rank % 10 = 2,"
	  " s.user_id, s.start, s.start"
	  " from seed_day d cross join seed_sub s" },
	{ "subscriptions",
	  "insert into billing.subscriptions (id, school_id, user_id, plan_id, status,"
	  " started_at, anchor_at, period_no, period_start, period_end, payer_id,"
	  " canceled_at, created_at, updated_at)"
	  " select pg_temp.seed_id('print', p.user_id::text, x.start), d.school_id,"
	  " p.user_id, n.id, case when p.rank = 1 then 'canceled'"
	  "  else 'trialing' end, x.start, x.start + interval '30 days', 0,"
	  " x.start, x.start + interval '30 days', p.user_id,"
	  " case when p.rank = 1 then x.start + interval '3 days' end,"
	  " x.start, x.start"
	  " from seed_day d join billing.plans n on n.school_id = d.school_id"
	  " and n.name = 'Printing'"
	  " cross join lateral (select d.morning - interval '9 days 7 hours') x (start)"
	  " cross join (select p.user_id, row_number() over (order by"
	  "  md5('print' || p.user_id)) as rank from seed_payer p"
	  "  where not p.is_ward) p"
	  " where p.rank <= 6" },
	{ "subscriptions",
	  "insert into seed_bill (id, what, user_id, fate, issued, due,"
	  " subscription_id, period_no)"
	  " select pg_temp.seed_id('period', s.id::text || k, x.at), 'period', s.user_id,"
	  " case when x.at > d.morning - interval '10 days' then 'open'"
	  "  else 'paid' end, x.at, (x.at at time zone 'UTC')::date + 14, s.id,"
	  " k"
	  " from seed_day d cross join seed_sub s"
	  " cross join lateral generate_series(1, s.periods) k"
	  " cross join lateral (select billing.period_at(s.start, 'month', 1, k - 1)"
	  "  + make_interval(secs => s.rank % 3000)) x (at)" },
	{ "fees of those who are late",
	  "create temporary table seed_part on commit drop as"
	  " select b.id, p.n, case b.fate when 'parts' then"
	  "  case when b.user_id = d.student_id"
	  "  then greatest((b.issued at time zone 'UTC')::date + p.n,"
	  "   d.day + 6 + 30 * (p.n - 3))"
	  "  else billing.part_due(b.due, p.n) end"
	  "  else billing.part_due(b.due, p.n) end as due"
	  " from seed_day d cross join seed_bill b"
	  " cross join lateral generate_series(1, b.parts) p (n) where b.parts > 1" },
	{ "fees of those who are late",
	  "update seed_bill b set due = p.due from seed_part p"
	  " where p.id = b.id and p.n = b.parts" },
	{ "fees of those who are late",
	  "insert into seed_bill (id, what, user_id, semester, year, fate, issued, due,"
	  " parent)"
	  " select pg_temp.seed_id('late', b.id::text, x.at), 'late', b.user_id,"
	  " b.semester, b.year, case when pg_temp.chance('late' || b.id) < 300"
	  "  and x.at < d.morning - interval '12 days' then 'paid'"
	  "  else 'overdue' end, x.at, (x.at at time zone 'UTC')::date + 14, b.id"
	  " from seed_day d cross join seed_bill b"
	  " left join seed_part p on p.id = b.id and p.n = 3 and b.fate = 'part'"
	  " cross join lateral (select greatest(coalesce(p.due, b.due) + 8,"
	  "  case b.fate when 'lost' then d.day - 12 end)::timestamp"
	  "  at time zone 'UTC' + interval '6 hours 10 minutes'"
	  "  + row_number() over (order by b.id) * interval '30 milliseconds') x (at)"
	  " where b.what = 'term' and b.fate in ('overdue', 'failed', 'lost', 'part')"
	  " and x.at < d.morning" },
	{ "lines of invoices",
	  "analyze seed_bill" },
	{ "lines of invoices",
	  "analyze seed_payer" },
	{ "lines of invoices",
	  "analyze seed_sub" },
	{ "lines of invoices",
	  "create temporary table seed_line on commit drop as"
	  " select b.id as bill, x.position, x.words, x.kind, x.amount, f.id as fee,"
	  " t.id as tax_id, t.name, t.rate, t.is_inclusive, 0::bigint as discount,"
	  " 0::bigint as tax"
	  " from seed_day d cross join seed_bill b"
	  " left join seed_term m on (m.semester, m.year) = (b.semester, b.year)"
	  " left join seed_payer p on p.user_id = b.user_id"
	  " left join seed_sub s on s.id = b.subscription_id"
	  " cross join lateral ("
	  "  select 1 as position, 'Tuition' as words, 'tuition' as kind,"
	  "  185000 as amount, false as taxable, 'tuition' || m.nth as key"
	  "  where b.what = 'term'"
	  "  union all select 2, 'Student services', 'fees', 9500, true,"
	  "  'services' || m.nth where b.what = 'term'"
	  "  union all select 3, 'Visiting students', 'fees', 14000, false,"
	  "  'program1' where b.what = 'term' and m.nth = 1 and p.visits"
	  "  union all select 4, 'Course books', 'books', 8490, true, null"
	  "  where b.what = 'term'"
	  "  and pg_temp.chance('books' || b.id) < 200"
	  "  union all select 1, c.words || case c.nth when 1 then ': Laboratory'"
	  "  else ': Studio' end, case c.nth when 1 then 'fees'"
	  "  else 'tuition' end, case c.nth when 1 then 7500 else 24000 end,"
	  "  false, c.id::text from seed_priced c"
	  "  where b.what = 'seat' and c.nth = b.course"
	  "  union all select 1, 'Gym and pool, ' || billing.spoken("
	  "  billing.period_at(s.start, 'month', 1, b.period_no - 1)) || ' to '"
	  "  || billing.spoken(billing.period_at(s.start, 'month', 1,"
	  "   b.period_no)), 'fees', 2900, true, null"
	  "  where b.what = 'period'"
	  "  union all select 1, 'Late fee', 'fees', 2500, false, null"
	  "  where b.what = 'late') x"
	  " left join billing.fees f on f.id = pg_temp.seed_id('fee',"
	  "  case when b.what = 'seat' then x.key else d.school_id || x.key end,"
	  "  d.made)"
	  " left join billing.taxes t on x.taxable and t.school_id = d.school_id"
	  " and t.country = case when b.foreign_tax or (b.what = 'period' and exists ("
	  "  select from billing.customers c where c.user_id = b.user_id))"
	  "  then 'DE' else 'US' end" },
	{ "lines of invoices",
	  "update seed_line l set position = x.n"
	  " from (select y.bill, y.position, row_number() over (partition by y.bill"
	  "  order by y.position) as n from seed_line y where y.bill in"
	  "  (select z.bill from seed_line z where z.position > 2)) x"
	  " where l.bill = x.bill and l.position = x.position and l.position <> x.n" },
	{ "lines of invoices",
	  "update seed_line l set discount = s.shares[l.position]"
	  " from (select b.id, billing.spread(billing.part(sum(l.amount) * 10, 100, 1),"
	  "  array_agg(l.amount::bigint order by l.position)) as shares"
	  "  from seed_bill b join seed_line l on l.bill = b.id"
	  "  where b.coupon_id is not null group by b.id) s"
	  " where s.id = l.bill" },
	{ "lines of invoices",
	  "update seed_line l set tax = billing.part((l.amount - l.discount) * l.rate"
	  "  * 10000, 1000000 + case when l.is_inclusive then l.rate * 10000"
	  "  else 0 end, 1)"
	  " where l.tax_id is not null" },
	{ "lines of invoices",
	  "create temporary table seed_sum (id uuid primary key, subtotal bigint,"
	  " discount bigint, tax bigint, total bigint, net bigint) on commit drop" },
	{ "lines of invoices",
	  "insert into seed_sum"
	  " select l.bill, sum(l.amount), sum(l.discount), sum(l.tax), sum(l.amount"
	  "  - l.discount + case when l.is_inclusive then 0 else l.tax end),"
	  " sum(l.amount - l.discount - case when l.is_inclusive then l.tax"
	  "  else 0 end)"
	  " from seed_line l group by l.bill" },
	{ "lines of invoices",
	  "analyze seed_line" },
	{ "lines of invoices",
	  "analyze seed_sum" },
	{ "what was credited",
	  "create temporary table seed_credit on commit drop as"
	  " select pg_temp.seed_id('credit', b.id::text, x.at) as id, b.id as bill, x.at,"
	  " x.amount, billing.part(x.amount * s.tax, s.total, 1) as tax, x.reason,"
	  " null::text as number"
	  " from seed_day d cross join seed_bill b join seed_sum s on s.id = b.id"
	  " cross join lateral (select case b.fate when 'credited'"
	  "  then b.issued + interval '1 day 2 hours'"
	  "  else greatest(b.issued, d.morning - interval '9 days') end,"
	  "  case when b.fate = 'credited' then 30000"
	  "  when pg_temp.chance('all' || b.id) < 300 then s.total"
	  "  else 20000 end::bigint, case b.fate when 'credited'"
	  "  then 'Scholarship for good marks' else 'A course was given up' end)"
	  "  x (at, amount, reason)"
	  " where b.fate in ('credited', 'refunded')" },
	{ "payments",
	  "create temporary table seed_pay on commit drop as"
	  " select pg_temp.seed_id('payment', y.bill::text || y.n, y.at) as id, y.bill,"
	  " y.n, b.user_id, y.amount, y.at as paid, y.at - make_interval(secs =>"
	  "  20 + pg_temp.chance('secs' || y.bill || y.n) % 90) as asked, y.how,"
	  " case y.how when 'card' then (array['visa 4242', 'visa 4242',"
	  "  'visa 4242', 'mastercard 4444', 'amex 0005', 'discover 1117'])"
	  "  [1 + pg_temp.chance('method' || y.bill) % 6] else y.how end as method,"
	  " md5('pi' || y.bill || y.n) as hash, y.how <> 'failed' as succeeded,"
	  " null::text as receipt"
	  " from (select b.id as bill, 0 as n, x.amount, case"
	  "   when b.fate = 'bank' then case when pg_temp.chance('cash' || b.id)"
	  "   < 300 then 'cash' else 'bank' end"
	  "   when x.at > d.morning - interval '9 days' then 'bank'"
	  "   else 'card' end as how, x.at"
	  "  from seed_day d cross join seed_bill b join seed_sum s on s.id = b.id"
	  "  left join seed_credit c on c.bill = b.id and b.fate = 'credited'"
	  "  cross join lateral (select s.total - coalesce(c.amount, 0),"
	  "   case b.what when 'seat' then b.issued + interval '11 minutes'"
	  "   when 'period' then b.issued + interval '2 minutes'"
	  "   when 'late' then b.issued + interval '2 days'"
	  "   else b.issued + interval '30 hours'"
	  "    + pg_temp.chance('when' || b.id) / 1000.0"
	  "    * (least(b.due::timestamp at time zone 'UTC',"
	  "    d.morning - interval '9 days 1 hour')"
	  "    - b.issued - interval '30 hours') end) x (amount, at)"
	  "  where b.fate in ('paid', 'bank', 'credited', 'refunded', 'disputed',"
	  "   'won', 'lost')"
	  "  union all"
	  "  select b.id, p.n, s.total / b.parts + (p.n <= s.total % b.parts)::int,"
	  "  case when x.at > d.morning - interval '9 days' then 'bank'"
	  "   else 'card' end, x.at"
	  "  from seed_day d cross join seed_bill b join seed_sum s on s.id = b.id"
	  "  join seed_part p on p.id = b.id"
	  "  cross join lateral (select greatest(b.issued + p.n"
	  "   * interval '2 hours', p.due::timestamp at time zone 'UTC'"
	  "   - interval '15 hours' + make_interval(mins =>"
	  "   pg_temp.chance('when' || b.id || p.n)))) x (at)"
	  "  where p.due <= d.day and (b.fate = 'parts' or p.n < 3)"
	  "  and x.at < d.morning"
	  "  union all"
	  "  select b.id, n, s.total, 'failed', least(b.issued + interval '18 days'"
	  "  * n / 2, d.morning - interval '9 days' + n * interval '1 hour')"
	  "  from seed_day d cross join seed_bill b join seed_sum s on s.id = b.id"
	  "  cross join generate_series(1, 2) n where b.fate = 'failed') y"
	  " join seed_bill b on b.id = y.bill" },
	{ "payments",
	  "update seed_pay p set receipt = x.receipt"
	  " from (select y.id, 'REC-' || extract(year from y.paid at time zone 'UTC')"
	  "  || '-' || lpad(row_number() over (partition by extract(year"
	  "  from y.paid at time zone 'UTC') order by y.paid, y.id)::text,"
	  "  6, '0') as receipt"
	  "  from seed_pay y where y.succeeded) x"
	  " where x.id = p.id" },
	{ "payments",
	  "create temporary table seed_refund on commit drop as"
	  " select pg_temp.seed_id('refund', p.id::text, x.at) as id, p.id as payment,"
	  " c.bill, c.amount, x.at, 're_3' || substr(md5('re' || p.id), 1, 23)"
	  "  as stripe_id"
	  " from seed_day d join seed_credit c on true"
	  " join seed_bill b on b.id = c.bill and b.fate = 'refunded'"
	  " join seed_pay p on p.bill = c.bill"
	  " cross join lateral (select greatest(p.paid, c.at) + interval '4 minutes')"
	  "  x (at)" },
	{ "payments",
	  "create temporary table seed_dispute on commit drop as"
	  " select 'dp_1' || substr(md5('dp' || p.id), 1, 23) as id, p.id as payment,"
	  " b.fate, p.amount, x.at, case b.fate when 'disputed'"
	  "  then 'needs_response' else b.fate end as status,"
	  " case b.fate when 'disputed' then x.at else x.at + interval '3 days' end"
	  "  as ended"
	  " from seed_day d join seed_bill b"
	  " on b.fate in ('disputed', 'won', 'lost')"
	  " join seed_pay p on p.bill = b.id"
	  " cross join lateral (select greatest(p.paid, d.morning - interval '12 days'"
	  "  + interval '9 hours')) x (at)" },
	{ "invoices",
	  "create temporary table seed_number (id uuid primary key, number text)"
	  " on commit drop" },
	{ "invoices",
	  "insert into seed_number"
	  " select b.id, 'INV-' || x.year || '-' || lpad(row_number() over ("
	  "  partition by x.year order by b.issued, b.id)::text, 6, '0')"
	  " from seed_day d cross join seed_bill b"
	  " cross join lateral (select extract(year"
	  "  from b.issued at time zone d.timezone)) x (year)"
	  " where not b.draft" },
	{ "invoices",
	  "create temporary table seed_paid (id uuid primary key, paid bigint,"
	  " at timestamptz) on commit drop" },
	{ "invoices",
	  "insert into seed_paid"
	  " select p.bill, sum(p.amount - coalesce(r.amount, 0)"
	  "  - coalesce(x.amount, 0)), max(p.paid)"
	  " from seed_pay p left join seed_refund r on r.payment = p.id"
	  " left join seed_dispute x on x.payment = p.id and x.status = 'lost'"
	  " where p.succeeded group by p.bill" },
	{ "invoices",
	  "insert into billing.invoices (id, school_id, user_id, number, status,"
	  " currency, subtotal_minor, discount_minor, tax_minor, total_minor,"
	  " paid_minor, credited_minor, due_on, issued_at, paid_at, ended_at,"
	  " semester, year, coupon_id, subscription_id, period_no, enrollment_id,"
	  " version, created_at, updated_at)"
	  " select b.id, d.school_id, b.user_id, n.number, x.status, 'USD', s.subtotal,"
	  " s.discount, s.tax, s.total, x.paid, x.credited, b.due,"
	  " case when not b.draft then b.issued end,"
	  " case when x.status = 'paid' then coalesce(p.at, c.at) end,"
	  " case x.status when 'void' then b.issued + interval '3 days'"
	  "  when 'uncollectible' then d.morning - interval '11 days' end,"
	  " b.semester, b.year, b.coupon_id, b.subscription_id, b.period_no,"
	  " b.enrollment_id, 3, b.issued,"
	  " coalesce(p.at, b.issued + interval '1 second')"
	  " from seed_day d cross join seed_bill b join seed_sum s on s.id = b.id"
	  " left join seed_number n on n.id = b.id"
	  " left join seed_paid p on p.id = b.id"
	  " left join seed_credit c on c.bill = b.id"
	  " cross join lateral (select coalesce(p.paid, 0), coalesce(c.amount, 0),"
	  "  case when b.draft then 'draft' when b.fate = 'void' then 'void'"
	  "  when b.fate = 'written_off' then 'uncollectible'"
	  "  when coalesce(p.paid, 0) + coalesce(c.amount, 0) >= s.total"
	  "   then 'paid' else 'open' end) x (paid, credited, status)"
	  " order by b.issued, b.id" },
	{ "invoices",
	  "insert into billing.invoice_lines (id, invoice_id, position, description,"
	  " kind, unit_minor, discount_minor, tax_id, tax_name, tax_rate,"
	  " tax_inclusive, tax_minor, fee_id)"
	  " select pg_temp.seed_id('line', l.bill::text || l.position, b.issued), l.bill,"
	  " l.position, case when b.what = 'late' then 'Late fee: Tuition, '"
	  "  || initcap(b.semester) || ' ' || b.year || ', invoice ' || n.number"
	  "  else l.words end, l.kind, l.amount, l.discount, l.tax_id,"
	  " coalesce(l.name, ''), coalesce(l.rate, 0),"
	  " coalesce(l.is_inclusive, false), l.tax, l.fee"
	  " from seed_bill b join seed_line l on l.bill = b.id"
	  " left join seed_number n on n.id = b.parent"
	  " order by b.issued, b.id, l.position" },
	{ "invoices",
	  "insert into billing.charges (fee_id, user_id, occasion, invoice_id, at)"
	  " select l.fee, b.user_id, case when b.what = 'seat'"
	  "  then b.enrollment_id::text else '' end, b.id, b.issued"
	  " from seed_bill b join seed_line l on l.bill = b.id and l.fee is not null"
	  " union all"
	  " select l.fee, b.user_id, 'late:' || b.parent, b.id, b.issued"
	  " from seed_bill b join seed_line l on l.bill = b.parent"
	  " and l.kind = 'tuition' where b.what = 'late'" },
	{ "invoices",
	  "insert into billing.redemptions (coupon_id, invoice_id, user_id, at)"
	  " select b.coupon_id, b.id, b.user_id, b.issued"
	  " from seed_bill b where b.coupon_id is not null" },
	{ "invoices",
	  "update billing.coupons c set redeemed = (select count(*)"
	  "  from billing.redemptions r where r.coupon_id = c.id)"
	  " from seed_day d where c.school_id = d.school_id" },
	{ "invoices",
	  "insert into billing.instalments (invoice_id, no, due_on, amount_minor)"
	  " select p.id, p.n, p.due, s.total / b.parts + (p.n <= s.total % b.parts)::int"
	  " from seed_part p join seed_bill b on b.id = p.id"
	  " join seed_sum s on s.id = p.id" },
	{ "invoices",
	  "update seed_credit c set number = x.number"
	  " from (select y.id, 'CN-' || extract(year from y.at at time zone 'UTC')"
	  "  || '-' || lpad(row_number() over (partition by extract(year"
	  "  from y.at at time zone 'UTC') order by y.at, y.id)::text, 6, '0')"
	  "  as number from seed_credit y) x where x.id = c.id" },
	{ "invoices",
	  "insert into billing.credit_notes (id, school_id, user_id, invoice_id, number,"
	  " amount_minor, tax_minor, currency, reason, created_at)"
	  " select c.id, d.school_id, b.user_id, b.id, c.number, c.amount, c.tax, 'USD',"
	  " c.reason, c.at"
	  " from seed_day d cross join seed_credit c"
	  " join seed_bill b on b.id = c.bill" },
	{ "invoices",
	  "insert into billing.holds (id, school_id, enrollment_id, course_id,"
	  " student_id, invoice_id, status, expires_at, ended_at, created_at)"
	  " select pg_temp.seed_id('hold', b.id::text, b.issued), d.school_id,"
	  " b.enrollment_id, c.id, b.user_id, b.id, case when b.draft then 'held'"
	  "  else 'paid' end, b.issued + interval '3 days', p.at, b.issued"
	  " from seed_day d join seed_bill b on b.what = 'seat' and b.course = 2"
	  " join seed_priced c on c.nth = 2 left join seed_paid p on p.id = b.id" },
	{ "invoices",
	  "update billing.subscriptions s set status = 'past_due'"
	  " from seed_day d where s.school_id = d.school_id and s.status = 'active'"
	  " and exists (select from billing.invoices i where i.subscription_id = s.id"
	  "  and i.status = 'open' and i.due_on < d.day)" },
	{ "invoices",
	  "insert into billing.counters (school_id, kind, year, last)"
	  " select d.school_id, x.kind, substring(x.number from '-([0-9]{4})-')::int,"
	  " count(*)"
	  " from seed_day d cross join (select 'invoice' as kind, n.number"
	  "  from seed_number n"
	  "  union all select 'receipt', p.receipt from seed_pay p"
	  "  where p.receipt is not null"
	  "  union all select 'credit_note', c.number from seed_credit c) x"
	  " group by 1, 2, 3" },
};
/* clang-format on */

bool
seed_bills(struct copy *db)
{
	return seed_steps(db, steps, NITEMS(steps));
}
