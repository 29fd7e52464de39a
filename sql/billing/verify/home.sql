-- Verify billing:home
begin;
select student_id, school_id, currency, due, overdue, is_overdue, invoices,
       next_on, invoice_id, next from billing_api.to_pay where false;
do $$
begin
	assert has_function_privilege('lyceum_courses',
	    'billing.overdue(bigint, bigint, bigint, bigint, date, date)', 'execute');
end
$$;
rollback;
