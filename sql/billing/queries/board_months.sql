-- board_months(school_id uuid, semester text, year int) many
-- The last twelve months, those without anything too.
with c as (
	select distinct l.currency from billing.ledger l where l.school_id = :school_id
), m as (
	select s.timezone, g.month
	  from academics_api.schools s
	 cross join lateral generate_series(
		date_trunc('month', now() at time zone s.timezone) - interval '11 months',
		date_trunc('month', now() at time zone s.timezone), interval '1 month')
		g (month)
	 where s.id = :school_id
), f as (
	select to_char(m.month, 'YYYY-MM') as month, to_char(m.month, 'Mon') as label,
	       c.currency, coalesce(sum(f.amount_minor) filter (where f.measure = 'billed'),
	           0)::bigint as billed,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'paid'),
	           0)::bigint as paid,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'refunded'),
	           0)::bigint as refunded
	  from m cross join c
	  left join billing.figures f on f.school_id = :school_id
	   and f.currency = c.currency and f.measure in ('billed', 'paid', 'refunded')
	   and f.at >= m.month at time zone m.timezone
	   and f.at < (m.month + interval '1 month') at time zone m.timezone
	   and (:semester::text is null or f.semester = :semester::text)
	   and (:year::int is null or f.year = :year::int)
	 group by m.month, c.currency
)
select f.month, f.label as _label, f.currency, k.digits as _digits,
       billing.major(f.billed, f.currency) as billed, f.billed as billed_minor,
       billing.major(f.paid, f.currency) as paid, f.paid as paid_minor,
       billing.major(f.refunded, f.currency) as refunded, f.refunded as refunded_minor
  from f join billing.currencies k on k.code = f.currency
 order by f.currency, f.month
