-- Deploy billing:payments
begin;

create schema billing;
create schema billing_api;
grant usage on schema billing to lyceum_payments;
grant usage on schema billing_api to lyceum_auth, lyceum_courses,
    lyceum_grades, lyceum_beacon, lyceum_payments;

-- amount_minor is in the currency's smallest unit.
create table billing.payments (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	user_id		uuid not null,
	amount_minor	bigint not null check (amount_minor > 0),
	currency	text collate "C" not null default 'USD'
			check (currency ~ '^[A-Z]{3}$'),
	stripe_payment_intent_id text collate "C" unique,
	stripe_customer_id text collate "C",
	status		text collate "C" not null default 'pending' check (status in
			('pending', 'processing', 'succeeded', 'failed', 'refunded')),
	payment_type	text collate "C" not null check (payment_type in
			('tuition', 'fees', 'books', 'other')),
	semester	text collate "C"
			check (semester in ('fall', 'spring', 'summer')),
	year		int check (year between 2000 and 2100),
	description	text check (length(description) <= 2000),
	metadata	jsonb not null default '{}',
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now()
);
create index payments_of_user on billing.payments (user_id, created_at, id);
create index payments_of_school on billing.payments (school_id, created_at, id);

create table billing.payment_history (
	id		bigint generated always as identity primary key,
	payment_id	uuid not null references billing.payments,
	status		text collate "C" not null,
	at		timestamptz not null default now(),
	webhook_event_id text collate "C",
	webhook_data	jsonb,
	notes		text
);
create index payment_history_of_payment on billing.payment_history (payment_id, id);
create trigger append_only before update or delete on billing.payment_history
	for each row execute function platform.refuse();
create trigger append_only_truncate before truncate on billing.payment_history
	for each statement execute function platform.refuse();

grant select, insert, update on billing.payments to lyceum_payments;
grant select on billing.payment_history to lyceum_payments;
grant insert (payment_id, status, webhook_event_id, webhook_data, notes)
    on billing.payment_history to lyceum_payments;

commit;
