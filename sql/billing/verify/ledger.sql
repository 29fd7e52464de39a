-- Verify billing:ledger
begin;
do $$
declare
	who constant uuid := platform.uuid7();
begin
	insert into billing.ledger (school_id, user_id, entry, object_id, debit,
	    credit, amount_minor, currency, at)
	values (who, who, 'invoice', 'x', 'receivable', 'income', 100, 'USD', now());
	assert (select sum(amount_minor) = 0 and count(*) = 2
		  from billing.postings where school_id = who);
	assert (select amount_minor = 100 from billing.owed where user_id = who);
	begin
		insert into billing.ledger (school_id, user_id, entry, object_id,
		    debit, credit, amount_minor, currency, at)
		values (who, who, 'invoice', 'y', 'income', 'income', 1, 'USD', now());
		assert false, 'an account against itself';
	exception when check_violation then null;
	end;
	begin
		update billing.ledger set amount_minor = 1 where school_id = who;
		assert false, 'the ledger was changed';
	exception when insufficient_privilege then null;
	end;
end
$$;
select 'billing.ledger_of_invoice'::regclass, 'billing.ledger_of_payment'::regclass,
       'billing.ledger_of_person'::regclass, 'billing.ledger_of_school'::regclass
 where false;
do $$
begin
	assert (select count(*) = 1 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('billing.ledger'::regclass, 'append_only_truncate')));
end
$$;
rollback;
