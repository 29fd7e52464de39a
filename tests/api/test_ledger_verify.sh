#!/bin/bash
# lyceumctl ledger verify: books with every kind of entry are right, and each
# kind of damage, done behind the back of constraints and triggers, is found.
set -euo pipefail
cd "$(dirname "$0")"
PSQL="psql -qAtv ON_ERROR_STOP=1"
school=BOOKS$((RANDOM % 9000 + 1000))

fail() {
	echo "$*" >&2
	exit 1
}

verify() {
	$LYCEUMCTL ledger verify --school "$school" 2>&1
}

$LYCEUMCTL school create --code "$school" --name 'Books' --timezone UTC > /dev/null

# ---- Books with everything in them; so old that no look at Stripe asks for it

$PSQL -v school="$school" > /dev/null << 'SQL'
create temp table x (name text primary key, id uuid);
insert into x select 'school', id from academics.schools where code = :'school';
with u as (
	insert into identity.users (school_id, email, full_name, role, password_hash)
	select x.id, n || '-' || gen_random_uuid() || '@books.example', 'Payer ' || n,
	       'student', '*'
	  from x, unnest(array['one', 'two']) n where x.name = 'school'
	returning split_part(email, '-', 1), id)
insert into x select * from u;
insert into billing.taxes (school_id, name, country, rate)
select id, 'VAT', 'ES', 21 from x where name = 'school';

create function pg_temp.id(text) returns uuid language sql
return (select x.id from x where x.name = $1);
create function pg_temp.invoice(name text, who text, cents bigint, taxed boolean)
returns void language plpgsql as $$
declare
	i uuid;
begin
	insert into billing.invoices (school_id, user_id, currency, semester, year)
	values (pg_temp.id('school'), pg_temp.id(who), 'EUR', 'fall', 2026)
	returning id into i;
	insert into billing.invoice_lines (invoice_id, position, description, kind,
	    unit_minor, tax_id)
	values (i, 1, 'Tuition', 'tuition', cents, case when taxed then (
		select t.id from billing.taxes t where t.school_id = pg_temp.id('school')) end),
	    (i, 2, 'Books', 'books', 1000, null);
	perform billing.issue(i, pg_temp.id('school'), null);
	insert into x values ($1, i);
end
$$;
create function pg_temp.card(name text, invoice text, cents bigint, intent text)
returns void language plpgsql as $$
declare
	p uuid;
begin
	insert into billing.payments (school_id, user_id, amount_minor, currency,
	    payment_type, invoice_id, stripe_payment_intent_id, semester, year, created_at)
	select i.school_id, i.user_id, cents, 'EUR', 'tuition', i.id, intent, 'fall', 2026,
	       now() - interval '1 year'
	  from billing.invoices i where i.id = pg_temp.id(invoice)
	returning id into p;
	perform billing.apply_object('payment_intent', jsonb_build_object('id', intent,
	    'status', 'succeeded', 'amount', cents, 'amount_received', cents,
	    'currency', 'eur'), 'payment_intent.succeeded', now());
	insert into x values ($1, p);
end
$$;
create function pg_temp.said(kind text, object text, intent text, cents bigint,
    status text, type text, at timestamptz) returns void language sql as $$
select billing.apply_object(kind, jsonb_build_object('id', object, 'status', status,
    'payment_intent', intent, 'amount', cents, 'currency', 'eur',
    'created', extract(epoch from at - interval '1 year')::bigint), type, at)
$$;

select pg_temp.invoice('paid', 'one', 10000, true),
       pg_temp.invoice('cash', 'one', 5000, false),
       pg_temp.invoice('void', 'two', 3000, true),
       pg_temp.invoice('credited', 'two', 7000, true),
       pg_temp.invoice('lost', 'two', 2000, false),
       pg_temp.invoice('fought', 'one', 8000, true),
       pg_temp.invoice('won', 'one', 4000, false);
select billing.void_invoice(pg_temp.id('void'), pg_temp.id('school'), null),
       billing.credit(pg_temp.id('credited'), 1234, 'Too much', null),
       billing.uncollectible(pg_temp.id('lost'), pg_temp.id('school'), null);
select pg_temp.card('card', 'paid', 13100, 'pi_a_' || :'school'),
       pg_temp.card('card2', 'fought', 10680, 'pi_b_' || :'school'),
       pg_temp.card('card3', 'won', 5000, 'pi_c_' || :'school');
select billing.note_payment(pg_temp.id('school'), null, null, pg_temp.id('cash'), 25.50,
    'EUR', null, null, null, null, 'cash', '');
select pg_temp.said('refund', 're_a_' || :'school', 'pi_a_' || :'school', 1100,
    'succeeded', 'refund.created', now());
select pg_temp.said('refund', 're_f_' || :'school', 'pi_a_' || :'school', 500,
    'succeeded', 'refund.created', now());
select pg_temp.said('refund', 're_f_' || :'school', 'pi_a_' || :'school', 500,
    'failed', 'refund.failed', now() + interval '1 second');
select pg_temp.said('dispute', 'dp_b_' || :'school', 'pi_b_' || :'school', 10680,
    'needs_response', 'charge.dispute.funds_withdrawn', now());
select pg_temp.said('dispute', 'dp_b_' || :'school', 'pi_b_' || :'school', 10680,
    'lost', 'charge.dispute.closed', now() + interval '2 seconds');
select pg_temp.said('dispute', 'dp_c_' || :'school', 'pi_c_' || :'school', 5000,
    'needs_response', 'charge.dispute.funds_withdrawn', now());
select pg_temp.said('dispute', 'dp_c_' || :'school', 'pi_c_' || :'school', 5000,
    'won', 'charge.dispute.funds_reinstated', now() + interval '2 seconds');
SQL

kinds=$($PSQL -c "select count(distinct l.entry) from billing.ledger l
	join academics.schools s on s.id = l.school_id where s.code = '$school'")
[ "$kinds" = 10 ] || fail "the books have $kinds kinds of entries, not all 10"
out=$(verify) || fail "good books are said to be wrong: $out"
grep -q 'and nothing is wrong' <<< "$out" || fail "no verdict: $out"
grep -qE '^EUR: debits ([0-9.]+), credits \1$' <<< "$out" || fail "no sides: $out"

# ---- Damage

# found PATTERN SQL: what was done is said so; then it is taken back
found() {
	local out
	out=$($PSQL -v school="$school" << SQL
begin;
set local session_replication_role = replica;
create temp table s on commit drop as
	select id from academics.schools where code = :'school';
$2;
select what || ': ' || coalesce(found, '') || ' | ' || coalesce(expected, '')
  from billing.damage((select id from s));
rollback;
SQL
	)
	grep -qE -- "$1" <<< "$out" || fail "not found ($1): $2 gave: $out"
}
of='school_id = (select id from s)'

found '^entry invoice: ' "delete from billing.ledger where $of and entry = 'invoice' and id = (
	select min(id) from billing.ledger where $of and entry = 'invoice')"
for e in invoice void credit_note payment refund refund_failed dispute dispute_won dispute_lost; do
	found "^entry $e: .*nothing" "delete from billing.ledger where $of and entry = '$e'"
	found "^entry $e: " "update billing.ledger set amount_minor = amount_minor + 1
		where $of and entry = '$e'"
	found "^entry $e: " "update billing.ledger set currency = 'USD' where $of and entry = '$e'"
	found "^entry $e: " "update billing.ledger set debit = credit, credit = debit
		where $of and entry = '$e'"
	found "^entry $e: " "update billing.ledger set user_id = gen_random_uuid()
		where $of and entry = '$e'"
done
found '^write-off: nothing' "delete from billing.ledger where $of and entry = 'write_off'"
found '^write-off: ' "update billing.ledger set amount_minor = 999999 where $of and entry = 'write_off'"
found '^write-off: ' "update billing.ledger set amount_minor = amount_minor - 1
	where $of and entry = 'write_off'"
found '^entry payment: .*\| nothing' "insert into billing.ledger (school_id, user_id, entry,
	object_id, debit, credit, amount_minor, currency, at) select id, gen_random_uuid(),
	'payment', 'pi_made_up', 'stripe', 'receivable', 5, 'EUR', now() from s"
found '^sides: income/income' "alter table billing.ledger drop constraint balanced;
	update billing.ledger set debit = 'income' where $of and entry = 'invoice'"
found '^sides: .*-5' "alter table billing.ledger drop constraint ledger_amount_minor_check;
	update billing.ledger set amount_minor = -5 where $of and entry = 'payment'"
found '^sides: mine' "alter table billing.ledger drop constraint accounts;
	update billing.ledger set debit = 'mine' where $of and entry = 'payment'"

found '^paid: ' "update billing.invoices set paid_minor = paid_minor + 1 where $of and status = 'paid'"
found '^state: open' "update billing.invoices set status = 'open' where $of and status = 'paid'"
found '^state: paid' "update billing.invoices set status = 'paid' where $of and status = 'open'"
found '^credited: ' "update billing.invoices set credited_minor = 0 where $of and credited_minor > 0"
found '^total: ' "update billing.invoices set total_minor = total_minor + 1 where $of and status = 'paid'"
found '^tax: ' "update billing.invoices set tax_minor = tax_minor + 1 where $of and tax_minor > 0"
found '^subtotal: ' "delete from billing.invoice_lines l using billing.invoices i
	where i.id = l.invoice_id and i.$of and l.position = 2"
found '^discount: ' "update billing.invoices set discount_minor = 1 where $of and status = 'paid'"
found '^instalments: ' "insert into billing.instalments select id, 1, current_date, 1
	from billing.invoices where $of and status = 'paid'"
found '^received: 0' "update billing.payments set received_minor = 0 where $of and status = 'succeeded'"
found '^received: ' "update billing.payments set status = 'pending' where $of and status = 'succeeded'"
found '^refunded: 0' "update billing.payments set refunded_minor = 0 where $of and refunded_minor > 0"
found '^reserved: ' "update billing.payments set reserved_minor = 7 where $of"
found '^payment state: succeeded \| refunded' "update billing.payments
	set refunded_minor = received_minor where $of and status = 'succeeded'"
found '^over-refunded: ' "update billing.refunds set amount_minor = 999999 where $of"
found '^entry refund: ' "delete from billing.refunds where $of"
found '^entry payment: ' "delete from billing.payments where $of"
found '^entry credit_note: ' "delete from billing.credit_notes where $of"
found '^entry invoice: .*\| nothing' "delete from billing.invoices where $of and status = 'paid'"
found '^number: nobody has it' "update billing.counters set last = last + 1
	where $of and kind = 'invoice'"
found '^number: nobody has it' "update billing.payments set receipt_number = null where $of
	and receipt_number is not null and id = (select max(id::text)::uuid from billing.payments
	where $of and receipt_number is not null)"
found '^number: 8 \| at most 7' "update billing.invoices set number = replace(number, '000007', '000008')
	where $of"
found '^number: 2 have it' "update billing.invoices set number = 'X-' || replace(number, '000007', '000006')
	where $of and number like '%7'"
found '^number: no number' "update billing.credit_notes set number = 'unnumbered' where $of"

# ---- The command says so, too

$PSQL -c "set session_replication_role = replica; update billing.ledger l
	set amount_minor = l.amount_minor + 1 from academics.schools s
	where s.id = l.school_id and s.code = '$school' and l.entry = 'payment'
	and l.object_id like 'pi_a_%'"
if out=$(verify); then
	fail "damage, and exit status 0: $out"
fi
grep -q "^$school: entry payment of pi_a_$school: receivable/stripe -13101 EUR, expected receivable/stripe -13100 EUR" \
    <<< "$out" || fail "the entry is not named: $out"
grep -q "^$school: account of " <<< "$out" || fail "the account is not named: $out"
$PSQL -c "set session_replication_role = replica; update billing.ledger l
	set amount_minor = l.amount_minor - 1 from academics.schools s
	where s.id = l.school_id and s.code = '$school' and l.entry = 'payment'
	and l.object_id like 'pi_a_%'"
verify > /dev/null || fail 'still wrong'
