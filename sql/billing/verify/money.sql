-- Verify billing:money
begin;
do $$
begin
	assert billing.minor(12.5, 'USD') = 1250;
	assert billing.minor(1250, 'JPY') = 1250;
	assert billing.minor(12.57, 'KWD') = 12570;
	assert billing.minor(12, 'ISK') = 1200;
	assert billing.major(12570, 'KWD')::text = '12.570';
	assert not exists (select from billing.currencies c
	    where scale(billing.major(1, c.code)) <> c.digits), 'digits';
	assert billing.major(null, 'USD') is null;
	assert has_function_privilege('lyceum_courses', 'billing.major(bigint, text)', 'execute')
	    and not has_schema_privilege('lyceum_courses', 'billing', 'usage');
	assert billing.rounded(12.5, 'USD') = 13;
	assert billing.rounded(12574.9, 'KWD') = 12570;
	begin
		perform billing.minor(0.001, 'USD');
		assert false, 'a tenth of a cent';
	exception when sqlstate 'LY001' then null;
	end;
	begin
		perform billing.minor(1, 'XXX');
		assert false, 'a currency that does not exist';
	exception when sqlstate 'LY001' then null;
	end;
end
$$;
select 'billing.next_number(uuid, text, text, timestamptz)'::regprocedure,
       'billing.sees(uuid, uuid, text)'::regprocedure, 'billing.counters'::regclass,
       'billing.settings'::regclass
 where false;
rollback;
