-- board_months(school_id uuid, semester text, year int) many
-- The last twelve months; of the school's currency, which comes first, also
-- those without anything.
with s as materialized (
	select c.timezone, coalesce(b.currency, 'USD') as currency,
	       date_trunc('month', now() at time zone c.timezone) as month
	  from academics_api.schools c
	  left join billing.settings b on b.school_id = c.id
	 where c.id = :school_id
), sums as materialized (
	select x.month, x.currency, x.measure, sum(x.amount_minor) as amount_minor
	  from billing.figures x, s
	 where x.school_id = :school_id and x.measure in ('billed', 'paid', 'refunded')
	   and x.month is not null and x.month >= s.month - interval '11 months'
	   and case when :semester::text is null then true else x.semester = :semester::text end
	   and case when :year::int is null then true else x.year = :year::int end
	 group by 1, 2, 3
), f as (
	select g.month, c.currency, coalesce(sum(x.amount_minor) filter (where x.measure = 'billed'),
	           0)::bigint as billed,
	       coalesce(sum(x.amount_minor) filter (where x.measure = 'paid'),
	           0)::bigint as paid,
	       coalesce(sum(x.amount_minor) filter (where x.measure = 'refunded'),
	           0)::bigint as refunded
	  from s cross join lateral generate_series(s.month - interval '11 months',
		s.month, interval '1 month') g (month)
	 cross join (select s.currency from s union select u.currency from sums u) c
	  left join sums x on x.month = g.month and x.currency = c.currency
	 group by g.month, c.currency
)
select to_char(f.month, 'YYYY-MM') as month, to_char(f.month, 'Mon') as _label,
       to_char(f.month, 'Mon YYYY') as _name,
       f.billed <> 0 or f.paid <> 0 or f.refunded <> 0 as _any,
       f.currency, k.digits as _digits, billing.major(f.billed, f.currency) as billed, f.billed as billed_minor,
       billing.major(f.paid, f.currency) as paid, f.paid as paid_minor,
       billing.major(f.refunded, f.currency) as refunded, f.refunded as refunded_minor
  from f join s on true
  join billing.currencies k on k.code = f.currency
 where f.currency = s.currency or f.billed <> 0 or f.paid <> 0 or f.refunded <> 0
 order by f.currency <> s.currency, f.currency, f.month
