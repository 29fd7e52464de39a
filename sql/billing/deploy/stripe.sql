-- Deploy billing:stripe
begin;

-- A payment is there, with the key under which Stripe is asked, before Stripe
-- is asked.  purpose: what it pays; there is one open payment of a purpose, so
-- that whoever asks twice is given the same one.
alter table billing.payments
	add column stripe_key	uuid not null default gen_random_uuid() unique,
	add column purpose	text collate "C" not null default '',
	add column invoice_id	uuid references billing.invoices,
	add column hold_late	boolean not null default false,	-- paid when the seat was gone
	add column asked_at	timestamptz,	-- Stripe was asked, whatever came of it
	add column paid_at	timestamptz,
	add column received_minor bigint not null default 0 check (received_minor >= 0),
	add column reserved_minor bigint not null default 0,	-- refunds that are not failed
	add column refunded_minor bigint not null default 0,	-- refunds that succeeded
	add column dispute_status text collate "C",
	add column failure_code	text collate "C",
	add column failure_message text,
	add column method	text,		-- "visa 4242"
	add column receipt_number text collate "C",
	add column created_by	uuid,
	add column version	int not null default 1,
	add constraint reserved check (reserved_minor >= 0),
	add constraint currency_known foreign key (currency) references billing.currencies;
create unique index paying_once on billing.payments (user_id, purpose)
	where status in ('pending', 'processing') and purpose <> '';
create index payments_of_invoice on billing.payments (invoice_id) where invoice_id is not null;
create index payments_unknown on billing.payments (asked_at)
	where stripe_payment_intent_id is null and status = 'pending';
create index payments_late on billing.payments (school_id) where hold_late;
create index payments_failed on billing.payments (school_id) where status = 'failed';
create unique index receipt_once on billing.payments (school_id, receipt_number);

create table billing.refunds (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	payment_id	uuid not null references billing.payments,
	amount_minor	bigint not null check (amount_minor > 0),
	currency	text not null references billing.currencies,
	status		text collate "C" not null default 'pending' check (status in
			('pending', 'requires_action', 'succeeded', 'failed', 'canceled')),
	reason		text collate "C" not null default 'requested_by_customer'
			check (reason in ('duplicate', 'fraudulent', 'requested_by_customer')),
	note		text not null default '' check (length(note) <= 1000),
	stripe_refund_id text collate "C" unique,
	stripe_key	uuid not null default gen_random_uuid() unique,
	asked_at	timestamptz,
	failure_reason	text,
	created_by	uuid,			-- null: made at Stripe
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now()
);
create index refunds_of_payment on billing.refunds (payment_id);
create index refunds_of_school on billing.refunds (school_id, created_at, id);
create index refunds_unknown on billing.refunds (asked_at)
	where stripe_refund_id is null and status = 'pending';

create table billing.disputes (
	id		text collate "C" primary key,	-- dp_...
	school_id	uuid not null,
	payment_id	uuid not null references billing.payments,
	amount_minor	bigint not null check (amount_minor > 0),
	currency	text not null references billing.currencies,
	status		text collate "C" not null,
	reason		text,
	due_by		timestamptz,		-- evidence is wanted until then
	withdrawn	boolean not null default false,
	reinstated	boolean not null default false,
	created_at	timestamptz not null,
	updated_at	timestamptz not null default now()
);
create index disputes_of_payment on billing.disputes (payment_id);
create index disputes_of_school on billing.disputes (school_id, created_at, id);

-- Who pays, as Stripe knows them.  One per person.
create table billing.customers (
	user_id		uuid primary key,
	school_id	uuid not null,
	stripe_customer_id text collate "C" unique,
	stripe_key	uuid not null default gen_random_uuid(),
	default_method	text collate "C",	-- pm_...
	country		text collate "C" check (country ~ '^[A-Z]{2}$'),
	region		text not null default '' check (length(region) <= 50),
	is_deleted	boolean not null default false,	-- at Stripe
	version		int not null default 1,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now()
);

-- Every event of Stripe as it came, to the byte, before anything is made of it.
create table billing.stripe_events (
	id		text collate "C" primary key,	-- evt_...
	type		text collate "C" not null,
	body		text not null,
	received_at	timestamptz not null default now(),
	applied_at	timestamptz,
	outcome		text collate "C" check (outcome in
			('applied', 'ignored', 'failed')),
	object_id	text collate "C",
	payment_id	uuid,
	error		text,
	tries		smallint not null default 0
) with (fillfactor = 85);
create index stripe_events_waiting on billing.stripe_events (received_at)
	where applied_at is null;
create index stripe_events_of_payment on billing.stripe_events (payment_id)
	where payment_id is not null;
create index stripe_events_age on billing.stripe_events using brin (received_at);

-- What is known of each object at Stripe: the greatest of all that was said,
-- whatever the order in which it came.
create table billing.stripe_objects (
	id		text collate "C" primary key,	-- pi_..., ch_..., re_..., dp_..., in_..., sub_..., cus_...
	kind		text collate "C" not null,
	status		text collate "C" not null,
	rank		int not null,		-- of the status among the kind's
	at		timestamptz not null,	-- of the event that said it
	event_id	text collate "C",
	payment_id	uuid,
	amount_minor	bigint,
	currency	text collate "C",
	data		jsonb not null default '{}'	-- what is derived from, never a card
);
create index stripe_objects_of_payment on billing.stripe_objects (payment_id)
	where payment_id is not null;

-- What reconciliation found, each run anew.
create table billing.differences (
	id		bigint generated always as identity primary key,
	at		timestamptz not null default now(),
	object_id	text collate "C" not null,
	payment_id	uuid,
	what		text not null,		-- "status", "amount", "missing here", ...
	ours		text,
	theirs		text,
	resolved	boolean not null default false
);

grant select, insert, update on billing.refunds, billing.disputes,
    billing.customers, billing.stripe_objects to lyceum_payments;
grant select, insert, update (applied_at, outcome, object_id, payment_id, error,
    tries) on billing.stripe_events to lyceum_payments;
grant select on billing.differences to lyceum_payments;

commit;
