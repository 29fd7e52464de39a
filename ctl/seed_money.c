#include "core.h"

#include "copy.h"
#include "seed.h"

/*
 * What a school has before anybody is billed, and whom it bills: fates are a
 * matter of chance, but for the first few, so that there is one of each in the
 * smallest university.  Of a load for measurements, one student in four.
 * Cards were charged until nine days ago and not since: whoever compares the
 * week with Stripe finds nothing that Stripe has never heard of.
 */

/* clang-format off */
static const struct seed_step steps[] = {
	{ "how the school bills",
	  "create temporary table seed_day on commit drop as"
	  " select w.school_id, w.student_id, w.made - interval '30 days' as made,"
	  " (w.until at time zone 'UTC')::date as day,"
	  " (w.until at time zone 'UTC')::date::timestamp at time zone 'UTC'"
	  "  as morning,"
	  " s.timezone, (select count(*) > 5000 from identity.users u"
	  "  where u.school_id = w.school_id and u.role = 'student') as load"
	  " from seed_want w join academics.schools s on s.id = w.school_id" },
	{ "how the school bills",
	  "create temporary table seed_term on commit drop as"
	  " select t.semester::text as semester, t.year::int as year,"
	  " ((t.semester, t.year) = (w.semester, w.year))::int as nth,"
	  " (t.starts_on - 12)::timestamp at time zone 'UTC'"
	  "  + interval '8 hours' as billed, t.starts_on + 9 as due"
	  " from seed_want w join academics.terms t on t.school_id = w.school_id" },
	{ "how the school bills",
	  "insert into billing.settings (school_id, currency, due_days, hold_minutes,"
	  " seller, tax_number, note, country, region, updated_at)"
	  " select d.school_id, 'USD', 14, 60,"
	  " e'Office of the Bursar\\n1 University Avenue\\nBerkeley, CA 94720',"
	  " 'US 94-1234567', 'Questions? bursar@lyceum.example', 'US', 'CA', d.made"
	  " from seed_day d" },
	{ "how the school bills",
	  "insert into billing.taxes (id, school_id, name, country, region, rate,"
	  " is_inclusive, created_at, updated_at)"
	  " select pg_temp.seed_id('tax', d.school_id || x.name, d.made), d.school_id,"
	  " x.name, x.country, x.region, x.rate, x.inclusive, d.made, d.made"
	  " from seed_day d, (values ('Sales tax', 'US', 'CA', 7.25, false),"
	  "  ('VAT', 'DE', '', 19, true)) x (name, country, region, rate, inclusive)" },
	{ "how the school bills",
	  "insert into billing.coupons (id, school_id, code, name, percent, amount_minor,"
	  " currency, kind, max_redemptions, starts_at, expires_at, created_at,"
	  " updated_at)"
	  " select pg_temp.seed_id('coupon', d.school_id || x.code, d.made), d.school_id,"
	  " x.code, x.name, x.percent, x.amount, x.currency, x.kind, x.most,"
	  " d.made, x.ends, d.made, d.made"
	  " from seed_day d, lateral (values"
	  "  ('WELCOME10', 'Ten per cent of the first term', 10, null::bigint,"
	  "  null, null, null::int, null::timestamptz),"
	  "  ('SIBLING', 'Brothers and sisters', null, 5000, 'USD', 'tuition', 200,"
	  "  null),"
	  "  ('EARLYBIRD', 'For those who paid early', 5, null, null, null, 500,"
	  "  (select t.billed from seed_term t where t.nth = 1)))"
	  "  x (code, name, percent, amount, currency, kind, most, ends)" },
	{ "fees and plans",
	  "insert into billing.fees (id, school_id, name, kind, scope, group_id,"
	  " amount_minor, currency, is_taxable, semester, year, due_on,"
	  " late_after_days, late_minor, created_at, updated_at)"
	  " select pg_temp.seed_id('fee', d.school_id || x.key || t.nth, d.made),"
	  " d.school_id, x.name || ', ' || initcap(t.semester) || ' ' || t.year,"
	  " x.kind, x.scope, g.id, x.amount, 'USD', x.taxable, t.semester, t.year,"
	  " t.due, x.after, x.late, d.made, d.made"
	  " from seed_day d cross join seed_term t"
	  " cross join (values"
	  "  ('tuition', 'Tuition', 'tuition', 'school', 185000, false, 7, 2500),"
	  "  ('services', 'Student services', 'fees', 'school', 9500, true, 0, null),"
	  "  ('program', 'Visiting students', 'fees', 'program', 14000, false, 0,"
	  "  null)) x (key, name, kind, scope, amount, taxable, after, late)"
	  " left join academics.groups g on x.scope = 'program'"
	  " and g.school_id = d.school_id and g.name = 'Visiting students'"
	  " where x.scope = 'school' or (t.nth = 1 and g.id is not null)" },
	{ "fees and plans",
	  "create temporary table seed_priced on commit drop as"
	  " select c.id, c.code || ' ' || c.name as words, row_number() over () as nth"
	  " from (select c.* from seed_want w join academics.courses c"
	  "  on c.school_id = w.school_id and c.semester = w.semester"
	  "  and c.year = w.year and c.teacher_id <> w.teacher_id"
	  "  and c.enrolled_count > 0"
	  "  order by c.waitlist_count > 0, exists (select"
	  "   from academics.enrollments e where e.course_id = c.id"
	  "   and e.student_id = w.student_id), abs(c.enrolled_count - 12),"
	  "  c.id limit 2) c" },
	{ "fees and plans",
	  "insert into billing.fees (id, school_id, name, kind, scope, course_id,"
	  " amount_minor, currency, semester, year, holds_seat, hold_minutes,"
	  " created_at, updated_at)"
	  " select pg_temp.seed_id('fee', c.id::text, d.made), d.school_id, x.name,"
	  " x.kind, 'course', c.id, x.amount, 'USD', t.semester, t.year, x.holds,"
	  " x.minutes, d.made, d.made"
	  " from seed_day d join seed_term t on t.nth = 1"
	  " cross join seed_priced c"
	  " join (values (1, 'Laboratory', 'fees', 7500, false, null::int),"
	  "  (2, 'Studio', 'tuition', 24000, true, 4320))"
	  "  x (nth, name, kind, amount, holds, minutes) on x.nth = c.nth" },
	{ "fees and plans",
	  "insert into billing.plans (id, school_id, name, description, kind,"
	  " amount_minor, currency, every, trial_days, is_taxable, created_at,"
	  " updated_at)"
	  " select pg_temp.seed_id('plan', d.school_id || x.name, d.made), d.school_id,"
	  " x.name, x.words, 'fees', x.amount, 'USD', x.every, x.trial, x.taxable,"
	  " d.made, d.made"
	  " from seed_day d, (values"
	  "  ('Gym and pool', 'The sports hall and the pool, at any time.', 2900,"
	  "  'month', 0, true),"
	  "  ('Printing', '500 pages a month on any printer.', 600, 'month', 30,"
	  "  false)) x (name, words, amount, every, trial, taxable)" },
	{ "who is billed",
	  "create temporary table seed_bill (id uuid primary key, what text,"
	  " user_id uuid, semester text, year int, fate text, issued timestamptz,"
	  " due date, parts int not null default 1, enrollment_id uuid, course int,"
	  " subscription_id uuid, period_no int, coupon_id uuid,"
	  " foreign_tax boolean not null default false, parent uuid,"
	  " draft boolean not null default false) on commit drop" },
	{ "who is billed",
	  "create temporary table seed_payer on commit drop as"
	  " select u.id as user_id, u.id = d.student_id as is_demo,"
	  " u.id <> d.student_id and exists (select from identity.relations a"
	  "  join identity.relations b on b.person_id = a.person_id"
	  "  where a.relative_id = d.student_id and b.relative_id = u.id"
	  "  and a.kind = 'parent' and b.kind = 'parent') as is_ward,"
	  " pg_temp.chance('payer' || u.id) as luck,"
	  " exists (select from academics.groups g"
	  "  join academics.group_members m on m.group_id = g.id"
	  "  where g.school_id = d.school_id and g.name = 'Visiting students'"
	  "  and m.student_id = u.id) as visits"
	  " from seed_day d join identity.users u on u.school_id = d.school_id"
	  " and u.role = 'student' and u.is_active" },
	{ "who is billed",
	  "delete from seed_payer p using seed_day d"
	  " where d.load and p.luck >= 250 and not p.is_demo and not p.is_ward" },
	{ "who is billed",
	  "insert into billing.customers (user_id, school_id, country, created_at,"
	  " updated_at)"
	  " select p.user_id, d.school_id, 'DE', d.made, d.made"
	  " from seed_day d cross join seed_payer p"
	  " where p.visits and not p.is_demo and pg_temp.chance('de' || p.user_id) < 400" },
	{ "who is billed",
	  "insert into seed_bill (id, what, user_id, semester, year, fate, issued, due,"
	  " foreign_tax)"
	  " select pg_temp.seed_id('bill', x.user_id::text || x.nth, x.issued), 'term',"
	  " x.user_id, x.semester, x.year, x.fate, x.issued,"
	  " case x.fate when 'open' then (x.issued at time zone 'UTC')::date + 14"
	  "  else x.due end, c.user_id is not null"
	  " from (select r.*, case when r.fate = 'open' then"
	  "   d.morning - make_interval(days => 4 + r.luck % 5)"
	  "   + r.rank * interval '40 milliseconds'"
	  "   else r.billed + r.rank * interval '40 milliseconds' end"
	  "   as issued"
	  "  from seed_day d cross join ("
	  "   select p.*, t.*, case"
	  "   when p.is_demo then case t.nth when 0 then 'paid'"
	  "    else 'parts' end"
	  "   when p.is_ward then case t.nth when 0 then 'paid'"
	  "    else 'open' end"
	  "   when t.nth = 0 and p.rank <= 8 then (array['won', 'lost',"
	  "    'refunded', 'credited', 'void', 'written_off', 'bank',"
	  "    'overdue'])[p.rank]"
	  "   when t.nth = 1 and p.rank <= 10 then (array['disputed',"
	  "    'failed', 'part', 'void', 'credited', 'open', 'parts',"
	  "    'bank', 'refunded', 'coupon'])[p.rank]"
	  "   when t.nth = 0 then case when c < 930 then 'paid'"
	  "    when c < 945 then 'credited' when c < 957 then 'refunded'"
	  "    when c < 967 then 'void' when c < 973 then 'written_off'"
	  "    when c < 985 then 'bank' else 'overdue' end"
	  "   else case when c < 610 then 'paid' when c < 630 then 'coupon'"
	  "    when c < 760 then 'parts' when c < 800 then 'bank'"
	  "    when c < 815 then 'credited' when c < 820 then 'refunded'"
	  "    when c < 830 then 'void' when c < 850 then 'part'"
	  "    when c < 875 then 'failed' when c < 915 then 'overdue'"
	  "    else 'open' end end as fate"
	  "   from (select p.*, row_number() over (order by p.is_demo,"
	  "    p.is_ward, md5(p.user_id::text)) as rank"
	  "    from seed_payer p) p"
	  "   cross join seed_term t"
	  "   cross join lateral (select pg_temp.chance('fate' || p.user_id"
	  "    || t.nth)) k (c)"
	  "   where exists (select from academics.enrollments e"
	  "    join academics.courses y on y.id = e.course_id"
	  "    and y.semester = t.semester and y.year = t.year"
	  "    where e.student_id = p.user_id)"
	  "   or p.is_ward) r) x"
	  " left join billing.customers c on c.user_id = x.user_id" },
	{ "who is billed",
	  "update seed_bill b set parts = 4 where b.fate in ('parts', 'part')" },
	{ "who is billed",
	  "update seed_bill b set fate = 'paid', coupon_id = c.id"
	  " from billing.coupons c, seed_day d"
	  " where b.fate = 'coupon' and c.school_id = d.school_id"
	  " and c.code = 'WELCOME10'" },
};
/* clang-format on */

bool
seed_money(struct copy *db)
{
	return seed_steps(db, steps, NITEMS(steps)) && seed_bills(db) &&
	    seed_paid(db);
}
