-- Deploy billing:ledger
begin;

-- Double entry.  A row debits one account and credits another with the same
-- amount, so that an entry which does not balance cannot be written at all.
-- Accounts are those of the school, receivable one per person (user_id):
--
--	receivable	asset	what people owe; below zero, their credit
--	stripe		asset	money at Stripe
--	disputes	asset	money that Stripe withholds
--	income		revenue	what was billed, by detail (tuition, fees, ...)
--	tax		liability
--	losses		expense	written off
--	elsewhere	asset	paid in cash or by bank transfer
--
-- Each fact is written once: (object_id, entry, part) is the fact's name, the
-- object being ours (an invoice) or Stripe's (pi_..., re_..., dp_...).
create table billing.ledger (
	id		bigint generated always as identity primary key,
	school_id	uuid not null,
	user_id		uuid not null,
	entry		text collate "C" not null check (entry in
			('invoice', 'void', 'credit_note', 'write_off', 'payment',
			 'refund', 'refund_failed', 'dispute', 'dispute_won',
			 'dispute_lost')),
	object_id	text collate "C" not null,
	part		int not null default 1,
	debit		text collate "C" not null,
	credit		text collate "C" not null,
	detail		text collate "C" not null default '',
	amount_minor	bigint not null check (amount_minor > 0),
	currency	text not null references billing.currencies,
	invoice_id	uuid,
	payment_id	uuid,
	semester	text collate "C",
	year		int,
	at		timestamptz not null,	-- when it became true
	posted_at	timestamptz not null default now(),
	constraint posted_once unique (object_id, entry, part),
	constraint balanced check (debit <> credit),
	constraint accounts check (
	    debit in ('receivable', 'stripe', 'disputes', 'income', 'tax',
		'losses', 'elsewhere')
	    and credit in ('receivable', 'stripe', 'disputes', 'income', 'tax',
		'losses', 'elsewhere'))
);
create index ledger_of_person on billing.ledger (user_id, id);
create index ledger_of_school on billing.ledger (school_id, id);
create index ledger_of_payment on billing.ledger (payment_id) where payment_id is not null;
create index ledger_of_invoice on billing.ledger (invoice_id) where invoice_id is not null;
create trigger append_only before update or delete on billing.ledger
	for each row execute function platform.refuse();
create trigger append_only_truncate before truncate on billing.ledger
	for each statement execute function platform.refuse();

-- Each row as its two postings; debits are above zero.
create view billing.postings as
select l.id, l.school_id, l.user_id, l.entry, l.object_id, p.account, l.detail,
       p.amount_minor, l.currency, l.invoice_id, l.payment_id, l.semester,
       l.year, l.at
  from billing.ledger l
 cross join lateral (values (l.debit, l.amount_minor),
	(l.credit, -l.amount_minor)) p (account, amount_minor);

-- What somebody owes, by currency; below zero is what they have to their credit.
create view billing.owed as
select l.school_id, l.user_id, l.currency,
       sum(case when l.debit = 'receivable' then l.amount_minor else 0 end
	 - case when l.credit = 'receivable' then l.amount_minor else 0 end)::bigint
	   as amount_minor
  from billing.ledger l
 where 'receivable' in (l.debit, l.credit)
 group by l.school_id, l.user_id, l.currency;

grant select on billing.ledger, billing.postings, billing.owed to lyceum_payments;
grant insert on billing.ledger to lyceum_payments;

commit;
