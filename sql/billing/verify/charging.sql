-- Verify billing:charging
begin;
select course_id, school_id, price, price_minor, price_currency, holds_seat,
       instalments, hold_minutes from billing_api.course_prices where false;
select id, enrollment_id, course_id, student_id, invoice_id, status, expires_at,
       total, total_minor, currency from billing_api.holds where false;
do $$
begin
	assert billing.part_due('2026-01-31', 2) = '2026-02-28';
	assert billing.part_due('2026-01-31', 3) = '2026-03-31';
	assert billing.expire_hold(platform.uuid7(), now()) = 'gone';
	assert (select count(*) = 3 from pg_trigger t
	    where t.tgrelid = 'academics.enrollments'::regclass
	      and t.tgname like 'priced%');
end
$$;
rollback;
