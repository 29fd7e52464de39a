-- board_kinds(school_id uuid, semester text, year int) many
-- What was billed without taxes, by kind.
with k as (
	select coalesce(nullif(b.detail, ''), 'other') as kind, b.currency,
	       sum(case b.credit when 'income' then b.amount_minor
		   else -b.amount_minor end)::bigint as minor
	  from billing.books b
	 where b.school_id = :school_id and 'income' in (b.debit, b.credit)
	   and case when :semester::text is null then true else b.semester = :semester::text end
	   and case when :year::int is null then true else b.year = :year::int end
	 group by 1, 2
)
select k.kind, k.currency, billing.major(k.minor, k.currency) as billed,
       k.minor as billed_minor, greatest(round(100 * k.minor
	   / nullif(sum(abs(k.minor)) over (partition by k.currency), 0)), 0)::int as _share
  from k where k.minor <> 0
 order by 2, 4 desc, 1
