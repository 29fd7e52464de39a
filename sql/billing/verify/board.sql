-- Verify billing:board
begin;
do $$
begin
	assert billing.school_of_event(null, 'not json') is not distinct from
	    billing.only_school();
	perform left_minor, overdue_minor, next_on, next_minor, next_no
	  from billing.dues where false;
	perform school_id, resolved_at from billing.differences where false;
	assert has_table_privilege('lyceum_payments', 'billing.dues', 'select');
	assert not has_table_privilege('lyceum_payments', 'billing.reconciliations', 'insert');
	perform from billing.invoice_list where false;
	assert not has_table_privilege('lyceum_payments', 'billing.months', 'select');
	assert not has_function_privilege('lyceum_payments', 'billing.sum_months(bigint)', 'execute');
end
$$;
-- Nothing moves by being added up, once or twice.
select month, measure, amount_minor from billing.figures where false;
do $$
begin
	perform billing.sum_months(billing.ledger_end());
	perform billing.sum_months(billing.ledger_end());
	assert not exists (
	    select b.school_id, b.month, b.entry, b.debit, b.credit, b.detail,
		   b.currency, b.semester, b.year, sum(b.amount_minor)
	      from billing.books b group by 1, 2, 3, 4, 5, 6, 7, 8, 9
	    except
	    select l.school_id, date_trunc('month', l.at at time zone s.timezone),
		   l.entry, l.debit, l.credit, l.detail, l.currency, l.semester,
		   l.year, sum(l.amount_minor)
	      from billing.ledger l join academics_api.schools s on s.id = l.school_id
	     group by 1, 2, 3, 4, 5, 6, 7, 8, 9);
	assert (select coalesce(sum(b.amount_minor), 0) from billing.books b)
	    = (select coalesce(sum(l.amount_minor), 0) from billing.ledger l
		join academics_api.schools s on s.id = l.school_id);
end
$$;
select 'billing.account(uuid, uuid)'::regprocedure,
       'billing.account_shown(uuid, uuid, uuid, boolean)'::regprocedure,
       'billing.difference_school()'::regprocedure,
       'billing.totals(uuid, text, integer, boolean)'::regprocedure,
       'billing.words(json)'::regprocedure, 'billing.difference_once'::regclass,
       'billing.differences_of_school'::regclass, 'billing.ledger_by_time'::regclass,
       'billing.stripe_events_failed'::regclass
 where false;
do $$
begin
	assert (select count(*) = 1 from pg_trigger x
	    where (x.tgrelid, x.tgname) in (
		('billing.differences'::regclass, 'difference_school')));
end
$$;
rollback;
