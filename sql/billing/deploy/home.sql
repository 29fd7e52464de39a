-- Deploy billing:home
begin;

-- What a home page says of money: of each account and currency what is to be
-- paid, and the invoice that is next.  Seats that are held stand apart.
create view billing_api.to_pay as
select d.user_id as student_id, d.school_id, d.currency,
       billing.major(sum(d.left_minor)::bigint, d.currency) as due,
       billing.major(sum(d.overdue_minor)::bigint, d.currency) as overdue,
       sum(d.overdue_minor) > 0 as is_overdue, count(*)::int as invoices,
       min(d.next_on) as next_on,
       (array_agg(d.id order by d.next_on, d.id))[1] as invoice_id,
       billing.major((array_agg(d.next_minor order by d.next_on, d.id))[1],
	   d.currency) as next
  from billing.dues d
 where d.left_minor > 0
   and not exists (select from billing.holds h
	where h.invoice_id = d.id and h.status = 'held')
 group by d.user_id, d.school_id, d.currency;

grant select on billing_api.to_pay to lyceum_courses;

commit;
