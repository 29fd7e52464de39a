-- board_kinds(school_id uuid, semester text, year int) many
-- What was billed without taxes, by kind.
select coalesce(nullif(p.detail, ''), 'other') as kind, p.currency,
       billing.major(-sum(p.amount_minor)::bigint, p.currency) as billed,
       -sum(p.amount_minor)::bigint as billed_minor,
       greatest(round(-100 * sum(p.amount_minor) / nullif(sum(abs(sum(p.amount_minor)))
	   over (partition by p.currency), 0)), 0)::int as _share
  from billing.postings p
 where p.school_id = :school_id and p.account = 'income'
   and (:semester::text is null or p.semester = :semester::text)
   and (:year::int is null or p.year = :year::int)
 group by 1, p.currency having sum(p.amount_minor) <> 0
 order by 2, 4 desc, 1
