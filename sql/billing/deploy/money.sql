-- Deploy billing:money
begin;

-- What Stripe charges in.  digits: of the minor unit that Stripe counts in
-- (docs.stripe.com/currencies); step: the least difference between two amounts
-- that can be charged, where that is more than one unit (three-decimal
-- currencies, and those without decimals that Stripe counts in hundredths).
create table billing.currencies (
	code	text collate "C" primary key check (code ~ '^[A-Z]{3}$'),
	digits	smallint not null check (digits between 0 and 3),
	step	int not null default 1 check (step in (1, 10, 100))
);
insert into billing.currencies (code, digits)
select c, 2 from regexp_split_to_table(
    'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL '
    'BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE CZK DKK DOP DZD EGP ETB EUR '
    'FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD KES KGS '
    'KHR KYD KZT LAK LBP LKR LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN '
    'MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB '
    'SAR SBD SCR SEK SGD SHP SLE SOS SRD STD SZL THB TJS TOP TRY TTD TWD TZS '
    'UAH USD UYU UZS WST XCD YER ZAR ZMW', ' ') c;
insert into billing.currencies (code, digits)
select c, 0 from regexp_split_to_table(
    'BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF', ' ') c;
insert into billing.currencies (code, digits, step)
values ('BHD', 3, 10), ('JOD', 3, 10), ('KWD', 3, 10), ('OMR', 3, 10),
    ('TND', 3, 10), ('ISK', 2, 100), ('UGX', 2, 100);

-- An integer of minor units as people write it: 1250 USD is 12.50.  One
-- expression, so that the planner inlines it: lists call it in every row.  The
-- currencies that have other digits than two stand here again.
create function billing.major(minor bigint, currency text) returns numeric
language sql immutable parallel safe
return case
    when currency in ('BIF', 'CLP', 'DJF', 'GNF', 'JPY', 'KMF', 'KRW', 'MGA',
	'PYG', 'RWF', 'VND', 'VUV', 'XAF', 'XOF', 'XPF') then minor::numeric
    when currency in ('BHD', 'JOD', 'KWD', 'OMR', 'TND') then minor * 0.001
    else minor * 0.01 end;

-- Rounded as money is: half away from zero, to what can be charged.
create function billing.rounded(exact numeric, currency text) returns bigint
language sql stable strict
return (select (round(exact / c.step) * c.step)::bigint
	  from billing.currencies c where c.code = rounded.currency);

-- What somebody typed, in minor units; refuses digits that the currency does
-- not have.  The largest amount is Stripe's: 99,999,999 minor units.
create function billing.minor(amount numeric, currency text,
    field text default 'amount') returns bigint
language plpgsql stable set search_path = '' as $$
declare
	c billing.currencies;
	units numeric;
begin
	if amount is null or currency is null then
		return null;
	end if;
	select x.* into c from billing.currencies x where x.code = currency;
	if not found then
		perform platform.fail('invalid', format(
		    '"%s" is not a currency that can be charged, such as USD or EUR.',
		    currency), 'currency');
	end if;
	units := amount * 10::numeric ^ c.digits;
	if units <> trunc(units) then
		perform platform.fail('invalid', case c.digits
		    when 0 then format('%s has no digits after the point.', c.code)
		    else format('%s has at most %s digits after the point.',
			c.code, c.digits) end, field);
	elsif units::numeric % c.step <> 0 then
		perform platform.fail('invalid', format(
		    'Amounts in %s are multiples of %s.', c.code,
		    billing.major(c.step, c.code)), field);
	elsif abs(units) > 99999999 then
		perform platform.fail('invalid', format('At most %s %s at once.',
		    billing.major(99999999 / c.step * c.step, c.code), c.code), field);
	end if;
	return units::bigint;
end
$$;

-- How a school bills.
create table billing.settings (
	school_id	uuid primary key,
	currency	text not null default 'USD' references billing.currencies,
	due_days	int not null default 14 check (due_days between 0 and 365),
	hold_minutes	int not null default 60 check (hold_minutes between 5 and 20160),
	invoice_prefix	text collate "C" not null default 'INV-'
			check (invoice_prefix ~ '^[A-Z0-9/-]{0,12}$'),
	seller		text not null default '' check (length(seller) <= 1000),
	tax_number	text not null default '' check (length(tax_number) <= 50),
	note		text not null default '' check (length(note) <= 1000),
	country		text collate "C" not null default 'US' check (country ~ '^[A-Z]{2}$'),
	region		text not null default '' check (length(region) <= 50),
	version		int not null default 1,
	updated_at	timestamptz not null default now()
);

-- Numbers without gaps: the row is locked until the invoice that took one is
-- there, or gives it back with the transaction.
create table billing.counters (
	school_id	uuid not null,
	kind		text collate "C" not null
			check (kind in ('invoice', 'receipt', 'credit_note')),
	year		int not null,
	last		int not null,
	primary key (school_id, kind, year)
);
create function billing.next_number(school uuid, kind text, prefix text,
    at timestamptz default now()) returns text
language sql volatile
begin atomic
	insert into billing.counters as c
	values (school, next_number.kind, extract(year from at)::int, 1)
	on conflict (school_id, kind, year) do update set last = c.last + 1
	returning prefix || c.year || '-' || lpad(c.last::text, 6, '0');
end;

-- Whose money somebody may look at: their own, their wards', and for
-- administrators everybody's of the school (which the query itself says).
create function billing.sees(owner uuid, me uuid, role text) returns boolean
language sql stable
return role = 'admin' or owner = me or (role = 'parent' and exists (
	select from identity_api.wards w
	 where w.parent_id = me and w.student_id = owner));

grant select on billing.currencies to lyceum_payments;
grant select, insert, update on billing.settings to lyceum_payments;
grant select, insert, update on billing.counters to lyceum_payments;
grant execute on function billing.major(bigint, text),
    billing.rounded(numeric, text), billing.minor(numeric, text, text),
    billing.next_number(uuid, text, text, timestamptz),
    billing.sees(uuid, uuid, text) to lyceum_payments;

-- By name only where the schema may be used; views of billing_api call it for
-- whoever reads them.
grant execute on function billing.major(bigint, text) to lyceum_courses;

commit;
