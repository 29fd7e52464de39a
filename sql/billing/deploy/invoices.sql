-- Deploy billing:invoices
begin;

create domain billing.kind as text collate "C"
	check (value in ('tuition', 'fees', 'books', 'other'));

create table billing.taxes (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	name		text not null check (length(name) between 1 and 100),
	country		text collate "C" not null check (country ~ '^[A-Z]{2}$'),
	region		text not null default '' check (length(region) <= 50),
	rate		numeric(7,4) not null check (rate between 0 and 100), -- per cent
	is_inclusive	boolean not null default false,
	is_active	boolean not null default true,
	version		int not null default 1,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now()
);
create unique index tax_taken on billing.taxes
	(school_id, country, lower(region), lower(name)) where is_active;

create table billing.coupons (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	code		text collate "C" not null check (code ~ '^[A-Z0-9-]{3,40}$'),
	name		text not null default '' check (length(name) <= 200),
	percent		numeric(5,2) check (percent > 0 and percent <= 100),
	amount_minor	bigint check (amount_minor > 0),
	currency	text references billing.currencies,
	kind		billing.kind,			-- of lines; null: all
	max_redemptions	int check (max_redemptions > 0),
	redeemed	int not null default 0 check (redeemed >= 0),
	once_per_person	boolean not null default true,
	starts_at	timestamptz,
	expires_at	timestamptz,
	is_active	boolean not null default true,
	version		int not null default 1,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	check ((percent is null) <> (amount_minor is null)),
	check ((amount_minor is null) = (currency is null)),
	constraint coupon_used_up check (redeemed <= max_redemptions)
);
create unique index coupon_taken on billing.coupons (school_id, code);

-- What is charged: once for each who owes it, or for each seat of a course
-- (scope course: the course's price).  A program is a student group.
create table billing.fees (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	name		text not null check (length(name) between 1 and 200),
	kind		billing.kind not null default 'fees',
	scope		text collate "C" not null check (scope in ('school', 'program', 'course')),
	group_id	uuid,			-- of scope program
	course_id	uuid,			-- of scope course
	amount_minor	bigint not null check (amount_minor > 0),
	currency	text not null references billing.currencies,
	is_taxable	boolean not null default false,
	semester	text collate "C" check (semester in ('fall', 'spring', 'summer')),
	year		int check (year between 2000 and 2100),
	due_on		date,			-- or so many days after it is billed
	late_after_days	int not null default 0 check (late_after_days between 0 and 365),
	late_minor	bigint check (late_minor > 0),	-- once, when late
	late_percent	numeric(5,2) check (late_percent > 0 and late_percent <= 100),
	instalments	int not null default 1 check (instalments between 1 and 24),
	holds_seat	boolean not null default false,	-- until paid
	hold_minutes	int check (hold_minutes between 5 and 20160),
	is_active	boolean not null default true,
	version		int not null default 1,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	check ((scope = 'program') = (group_id is not null)),
	check ((scope = 'course') = (course_id is not null)),
	check (not holds_seat or scope = 'course'),
	check (late_minor is null or late_percent is null)
);
create index fees_of_school on billing.fees (school_id, id);
create unique index price_taken on billing.fees (course_id)
	where is_active and scope = 'course';

create table billing.plans (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	name		text not null check (length(name) between 1 and 200),
	description	text not null default '' check (length(description) <= 2000),
	kind		billing.kind not null default 'fees',
	amount_minor	bigint not null check (amount_minor > 0),
	currency	text not null references billing.currencies,
	every		text collate "C" not null check (every in ('week', 'month', 'year')),
	every_count	int not null default 1 check (every_count between 1 and 24),
	trial_days	int not null default 0 check (trial_days between 0 and 365),
	is_taxable	boolean not null default false,
	is_active	boolean not null default true,
	version		int not null default 1,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now()
);
create unique index plan_taken on billing.plans (school_id, lower(name)) where is_active;

-- The names of states are Stripe's.
create table billing.subscriptions (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	user_id		uuid not null,
	plan_id		uuid not null references billing.plans,
	quantity	int not null default 1 check (quantity between 1 and 1000),
	status		text collate "C" not null check (status in
			('trialing', 'active', 'past_due', 'unpaid', 'canceled')),
	started_at	timestamptz not null default now(),
	anchor_at	timestamptz not null,	-- periods are counted from here
	period_no	int not null default 0,	-- how many began
	period_start	timestamptz not null,
	period_end	timestamptz not null,
	cancel_at_period_end boolean not null default false,
	canceled_at	timestamptz,
	payer_id	uuid,			-- whose card is charged
	coupon_id	uuid references billing.coupons,
	stripe_subscription_id text collate "C" unique,
	version		int not null default 1,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	check (period_start < period_end)
);
create unique index subscribed on billing.subscriptions (user_id, plan_id)
	where status <> 'canceled';
create index subscriptions_of_school on billing.subscriptions (school_id, id);
create index subscriptions_due on billing.subscriptions (period_end)
	where status <> 'canceled';

-- A draft may be changed; from its number on only what was paid of it.
create table billing.invoices (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	user_id		uuid not null,		-- who owes it
	number		text collate "C",
	status		text collate "C" not null default 'draft' check (status in
			('draft', 'open', 'paid', 'void', 'uncollectible')),
	currency	text not null references billing.currencies,
	subtotal_minor	bigint not null default 0 check (subtotal_minor >= 0),
	discount_minor	bigint not null default 0 check (discount_minor >= 0),
	tax_minor	bigint not null default 0 check (tax_minor >= 0),
	total_minor	bigint not null default 0 check (total_minor >= 0),
	paid_minor	bigint not null default 0,	-- refunds and lost disputes taken off
	credited_minor	bigint not null default 0 check (credited_minor between 0 and total_minor),
	due_on		date,
	issued_at	timestamptz,
	paid_at		timestamptz,
	ended_at	timestamptz,		-- void, uncollectible
	semester	text collate "C" check (semester in ('fall', 'spring', 'summer')),
	year		int check (year between 2000 and 2100),
	memo		text not null default '' check (length(memo) <= 2000),
	tax_country	text collate "C",
	tax_region	text,
	coupon_id	uuid references billing.coupons,
	subscription_id	uuid references billing.subscriptions,
	period_no	int,			-- of the subscription
	enrollment_id	uuid,			-- of a seat that is held
	stripe_invoice_id text collate "C" unique,	-- when sent through Stripe
	created_by	uuid,
	version		int not null default 1,
	created_at	timestamptz not null default now(),
	updated_at	timestamptz not null default now(),
	check (discount_minor <= subtotal_minor),
	check ((status = 'draft') = (number is null)),
	check ((number is null) = (issued_at is null))
);
create unique index invoice_number on billing.invoices (school_id, number);
create index invoices_of_person on billing.invoices (user_id, created_at, id);
create index invoices_of_school on billing.invoices (school_id, created_at, id);
create index invoices_open on billing.invoices (school_id, due_on) where status = 'open';
create unique index billed_once on billing.invoices (subscription_id, period_no)
	where subscription_id is not null and period_no is not null;
create index invoices_of_enrollment on billing.invoices (enrollment_id)
	where enrollment_id is not null;

-- unit and amount as they are priced; a tax is in it or comes to it.
create table billing.invoice_lines (
	id		uuid primary key default platform.uuid7(),
	invoice_id	uuid not null references billing.invoices on delete cascade,
	position	int not null,
	description	text not null check (length(description) between 1 and 500),
	kind		billing.kind not null,
	quantity	int not null default 1 check (quantity between 1 and 100000),
	unit_minor	bigint not null,	-- below zero: proration
	amount_minor	bigint not null generated always as (quantity * unit_minor) stored,
	discount_minor	bigint not null default 0 check (discount_minor >= 0),
	tax_id		uuid references billing.taxes,
	tax_name	text not null default '',
	tax_rate	numeric(7,4) not null default 0,
	tax_inclusive	boolean not null default false,
	tax_minor	bigint not null default 0,
	net_minor	bigint not null generated always as (quantity * unit_minor
			- discount_minor - case when tax_inclusive then tax_minor else 0 end) stored,
	fee_id		uuid references billing.fees,
	unique (invoice_id, position)
);

-- Who has been billed a fee, so that nobody is twice: occasion names what for
-- ('' once; an enrollment; 'late' for the late fee of an invoice).
create table billing.charges (
	fee_id		uuid not null references billing.fees,
	user_id		uuid not null,
	occasion	text collate "C" not null default '',
	invoice_id	uuid not null references billing.invoices on delete cascade,
	at		timestamptz not null default now(),
	primary key (fee_id, user_id, occasion)
);

create table billing.redemptions (
	coupon_id	uuid not null references billing.coupons,
	invoice_id	uuid primary key references billing.invoices on delete cascade,
	user_id		uuid not null,
	at		timestamptz not null default now()
);
create index redemptions_of_coupon on billing.redemptions (coupon_id, user_id);

-- The parts of an invoice that is paid over time; they add up to its total.
create table billing.instalments (
	invoice_id	uuid not null references billing.invoices on delete cascade,
	no		int not null check (no between 1 and 24),
	due_on		date not null,
	amount_minor	bigint not null check (amount_minor > 0),
	primary key (invoice_id, no)
);

create table billing.credit_notes (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	user_id		uuid not null,
	invoice_id	uuid not null references billing.invoices,
	number		text collate "C" not null,
	amount_minor	bigint not null check (amount_minor > 0),	-- tax included
	tax_minor	bigint not null check (tax_minor between 0 and amount_minor),
	currency	text not null references billing.currencies,
	reason		text not null check (length(reason) between 1 and 1000),
	created_by	uuid,
	created_at	timestamptz not null default now(),
	unique (school_id, number)
);
create index credit_notes_of_invoice on billing.credit_notes (invoice_id);
create trigger append_only before update or delete on billing.credit_notes
	for each row execute function platform.refuse();

-- A seat that waits to be paid.
create table billing.holds (
	id		uuid primary key default platform.uuid7(),
	school_id	uuid not null,
	enrollment_id	uuid not null,
	course_id	uuid not null,
	student_id	uuid not null,
	invoice_id	uuid not null references billing.invoices,
	status		text collate "C" not null default 'held'
			check (status in ('held', 'paid', 'expired', 'released')),
	expires_at	timestamptz not null,
	ended_at	timestamptz,
	created_at	timestamptz not null default now()
);
create unique index held_once on billing.holds (enrollment_id) where status = 'held';
create index holds_due on billing.holds (expires_at) where status = 'held';
create index holds_of_invoice on billing.holds (invoice_id);

grant select on billing.taxes, billing.coupons, billing.fees, billing.plans,
    billing.subscriptions, billing.invoices, billing.invoice_lines,
    billing.charges, billing.redemptions, billing.instalments,
    billing.credit_notes, billing.holds to lyceum_payments;
grant insert, update on billing.taxes, billing.coupons, billing.fees,
    billing.plans, billing.subscriptions, billing.invoices, billing.holds
    to lyceum_payments;
grant insert, update, delete on billing.invoice_lines, billing.instalments,
    billing.redemptions, billing.charges to lyceum_payments;
grant delete on billing.invoices to lyceum_payments;
grant insert on billing.credit_notes to lyceum_payments;

commit;
