-- ledger_accounts(school_id uuid) many
-- What each account holds; debits are above zero.
select x.account, b.currency, billing.major(sum(x.debit)::bigint, b.currency) as debits,
       billing.major(sum(x.credit)::bigint, b.currency) as credits,
       billing.major((coalesce(sum(x.debit), 0) - coalesce(sum(x.credit), 0))::bigint,
	   b.currency) as balance,
       (coalesce(sum(x.debit), 0) - coalesce(sum(x.credit), 0))::bigint as balance_minor
  from billing.books b
 cross join lateral (values (b.debit, b.amount_minor, null::bigint),
	(b.credit, null, b.amount_minor)) x (account, debit, credit)
 where b.school_id = :school_id
 group by x.account, b.currency order by b.currency, x.account
