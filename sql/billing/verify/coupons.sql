-- Verify billing:coupons
begin;
do $$
declare
	school constant uuid := platform.uuid7();
	who constant uuid := platform.uuid7();
	i uuid;
	c uuid;
begin
	insert into billing.coupons (school_id, code, percent, max_redemptions)
	values (school, 'TEN', 10, 1) returning id into c;
	insert into billing.invoices (school_id, user_id, currency)
	values (school, who, 'USD') returning id into i;
	insert into billing.invoice_lines (invoice_id, position, description, kind,
	    unit_minor)
	values (i, 1, 'Tuition', 'tuition', 10000), (i, 2, 'Books', 'books', 995);
	perform billing.redeem(i, c, who);
	assert (select total_minor = 9895 from billing.invoices where id = i);
	perform billing.divide(i, school, 4, '2026-01-31');
	assert (select array_agg(amount_minor order by no) = array[2476, 2473, 2473, 2473]::bigint[]
	      and max(due_on) = '2026-04-30' from billing.instalments where invoice_id = i);
	perform billing.issue(i, school, who);
	assert (select redeemed = 1 from billing.coupons where id = c);
	perform billing.void_invoice(i, school, who);
	assert (select redeemed = 0 from billing.coupons where id = c);
	assert billing.day(' ', 'x') is null;
	assert billing.moment(school, '2026-09-01', 'x', true) = '2026-09-02 00:00Z';
	begin
		perform billing.day('2026-02-30', 'x');
		assert false, 'the thirtieth of February';
	exception when sqlstate 'LY001' then
		null;
	end;
end
$$;
select 'billing.price(numeric, text, text)'::regprocedure,
       'billing.unredeem(uuid, uuid)'::regprocedure, 'billing.parts'::regclass
 where false;
rollback;
