-- Verify billing:settle
begin;
do $$
declare
	who constant uuid := platform.uuid7();
begin
	assert billing.post(who, who, 'invoice', 'x', 1, 'receivable', 'income',
	    100, 'USD', now());
	assert not billing.post(who, who, 'invoice', 'x', 1, 'receivable',
	    'income', 100, 'USD', now()), 'the same fact twice';
	assert not billing.post(who, who, 'invoice', 'x', 2, 'receivable', 'tax',
	    0, 'USD', now());
end
$$;
select 'billing.settle_invoice(uuid)'::regprocedure where false;
rollback;
