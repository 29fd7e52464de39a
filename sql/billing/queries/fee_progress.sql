-- fee_progress(id uuid, school_id uuid, past uuid) one
-- Billed is who has an invoice that stands; what is late is no part of it.
select f.id, f.name, f.is_active, b.billed, o.waiting as left, o.failed,
       billing.major(b.minor, f.currency) as total, b.minor as total_minor,
       f.currency, :past::uuid as past, n.people as _max,
       to_char(b.billed, 'FM999,999,990') as _billed,
       to_char(n.people, 'FM999,999,990') as _people,
       to_char(o.waiting, 'FM999,999,990') as _left,
       to_char(o.failed, 'FM999,999,990') as _failed,
       n.people > 0 as _any, b.billed > 0 as _some, o.failed > 0 as _fails,
       o.failed > 100 as _more_fail,
       o.waiting > 0 as _waits, o.waiting > 0 and f.is_active as _goes_on,
       o.waiting = 0 and o.failed = 0 as _all
  from billing.fees f
 cross join lateral (select count(*) as billed,
	coalesce(sum(i.total_minor) filter (where i.currency = f.currency),
	    0)::bigint as minor
	  from billing.charges c join billing.invoices i on i.id = c.invoice_id
	 where c.fee_id = f.id and c.occasion not like 'late:%'
	   and i.status not in ('draft', 'void')) b
 cross join lateral (select count(*) filter (where x.user_id
	> coalesce(:past::uuid, '00000000-0000-0000-0000-000000000000')) as waiting,
	count(*) filter (where x.user_id <= :past::uuid) as failed
	  from billing.fee_owers(f, null, null, null) x) o
 cross join lateral (select b.billed + o.waiting + o.failed as people) n
 where f.id = :id and f.school_id = :school_id
