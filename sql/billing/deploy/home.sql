-- Deploy billing:home
begin;

-- What a home page says of money: of each account and currency what is to be
-- paid, and the invoice that is next.  Seats that are held stand apart.
create view billing_api.to_pay as
select d.user_id as student_id, d.school_id, d.currency,
       round(sum(d.left_minor) / 10::numeric ^ c.digits, c.digits) as due,
       round(sum(d.overdue_minor) / 10::numeric ^ c.digits, c.digits) as overdue,
       sum(d.overdue_minor) > 0 as is_overdue, count(*)::int as invoices,
       min(d.next_on) as next_on,
       (array_agg(d.id order by d.next_on, d.id))[1] as invoice_id,
       round((array_agg(d.next_minor order by d.next_on, d.id))[1]
	   / 10::numeric ^ c.digits, c.digits) as next
  from billing.dues d
  join billing.currencies c on c.code = d.currency
 where d.left_minor > 0
   and not exists (select from billing.holds h
	where h.invoice_id = d.id and h.status = 'held')
 group by d.user_id, d.school_id, d.currency, c.digits;

grant select on billing_api.to_pay to lyceum_courses;

commit;
