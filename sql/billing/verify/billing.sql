-- Verify billing:billing
begin;
do $$
declare
	school constant uuid := platform.uuid7();
	who constant uuid := platform.uuid7();
	i uuid;
	n bigint;
begin
	assert billing.part(5, 2, 1) = 3 and billing.part(-5, 2, 1) = -3,
	    'halves go away from zero';
	assert billing.part(14, 1, 10) = 10 and billing.part(15, 1, 10) = 20;
	assert billing.spread(10, array[1, 1, 1]) = array[4, 3, 3]::bigint[];
	assert billing.spread(5, array[0, -4, 5]) = array[0, 0, 5]::bigint[];

	insert into billing.invoices (school_id, user_id, currency)
	values (school, who, 'USD') returning id into i;
	insert into billing.invoice_lines (invoice_id, position, description, kind,
	    unit_minor)
	values (i, 1, 'Tuition', 'tuition', 10000), (i, 2, 'Books', 'books', 999);
	perform billing.issue(i, school, who);
	begin
		update billing.invoice_lines set unit_minor = 1 where invoice_id = i;
		assert false, 'a line of an issued invoice was changed';
	exception when sqlstate 'LY001' then
		null;
	end;
	perform billing.credit(i, 1000, 'Too much', who);
	perform billing.void_invoice(i, school, who);
	select sum(amount_minor) into n from billing.owed o where o.user_id = who;
	assert n = 0, 'void: nothing is owed';
end
$$;
select 'billing.keep_issued()'::regprocedure,
       'billing.tax_for(uuid, text, text)'::regprocedure,
       'billing.uncollectible(uuid, uuid, uuid)'::regprocedure
 where false;
do $$
begin
	assert (select count(*) = 2 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('billing.credit_notes'::regclass, 'refuse_truncate'),
		('billing.invoices'::regclass, 'keep_issued')));
end
$$;
rollback;
