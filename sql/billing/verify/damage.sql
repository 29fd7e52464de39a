-- Verify billing:damage
begin;
do $$
declare
	who constant uuid := platform.uuid7();
begin
	assert not exists (select from billing.damage(who));
	insert into billing.ledger (school_id, user_id, entry, object_id, debit,
	    credit, amount_minor, currency, at)
	values (who, who, 'payment', 'pi_x', 'stripe', 'receivable', 100, 'USD', now());
	assert (select count(*) = 2 from billing.damage(who)),
	    'a payment that there is not, and an account that it changes';
end
$$;
rollback;
