-- ledger_accounts(school_id uuid) many
-- What each account holds; debits are above zero.
select p.account, p.currency,
       billing.major(sum(p.amount_minor) filter (where p.amount_minor > 0)::bigint,
	   p.currency) as debits,
       billing.major(-sum(p.amount_minor) filter (where p.amount_minor < 0)::bigint,
	   p.currency) as credits,
       billing.major(sum(p.amount_minor)::bigint, p.currency) as balance,
       sum(p.amount_minor)::bigint as balance_minor
  from billing.postings p where p.school_id = :school_id
 group by p.account, p.currency order by p.currency, p.account
