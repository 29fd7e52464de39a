-- Deploy billing:today
begin;

-- What came to each school and went back since its midnight.
create view billing_api.today as
select x.school_id, x.currency, billing.major(x.paid, x.currency) as paid,
       billing.major(x.refunded, x.currency) as refunded,
       x.payments, x.refunded <> 0 as is_refunded
  from (select l.school_id, l.currency,
	       coalesce(sum(l.amount_minor) filter (where l.entry = 'payment'),
		   0)::bigint as paid,
	       coalesce(sum(case l.entry when 'refund' then l.amount_minor
		   when 'refund_failed' then -l.amount_minor end), 0)::bigint as refunded,
	       (count(*) filter (where l.entry = 'payment'))::int as payments
	  from academics_api.schools s
	  join billing.ledger l on l.school_id = s.id
	   and l.at >= date_trunc('day', now() at time zone s.timezone) at time zone s.timezone
	 where l.entry in ('payment', 'refund', 'refund_failed')
	 group by l.school_id, l.currency) x;

grant select on billing_api.today to lyceum_courses;

commit;
