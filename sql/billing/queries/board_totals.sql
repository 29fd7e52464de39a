-- board_totals(school_id uuid, semester text, year int) many
with f as (
	select f.currency,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'billed'),
	           0)::bigint as billed,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'due'),
	           0)::bigint as due,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'overdue'),
	           0)::bigint as overdue,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'paid'),
	           0)::bigint as paid,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'failed'),
	           0)::bigint as failed,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'refunded'),
	           0)::bigint as refunded,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'disputed'),
	           0)::bigint as disputed,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'lost'),
	           0)::bigint as lost,
	       coalesce(sum(f.amount_minor) filter (where f.measure = 'written_off'),
	           0)::bigint as written_off,
	       count(*) filter (where f.measure = 'failed') as failed_count,
	       count(*) filter (where f.measure = 'overdue' and f.amount_minor > 0)
		   as overdue_count
	  from billing.figures f
	 where f.school_id = :school_id
	   and (:semester::text is null or f.semester = :semester::text)
	   and (:year::int is null or f.year = :year::int)
	 group by f.currency
)
select f.currency, billing.major(f.billed, f.currency) as billed, f.billed as billed_minor,
       billing.major(f.due, f.currency) as due, f.due as due_minor,
       billing.major(f.overdue, f.currency) as overdue, f.overdue as overdue_minor,
       billing.major(f.paid, f.currency) as paid, f.paid as paid_minor,
       billing.major(f.failed, f.currency) as failed, f.failed as failed_minor,
       billing.major(f.refunded, f.currency) as refunded, f.refunded as refunded_minor,
       billing.major(f.disputed, f.currency) as disputed, f.disputed as disputed_minor,
       billing.major(f.lost, f.currency) as lost, f.lost as lost_minor,
       billing.major(f.written_off, f.currency) as written_off, f.written_off as written_off_minor,
       f.failed_count, f.overdue_count
  from f order by f.billed + f.paid desc, f.currency
