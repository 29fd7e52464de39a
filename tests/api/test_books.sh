#!/bin/bash
# The ledger added up by month is the ledger, whatever happens in between; and
# lyceumctl prune leaves the keys of payments that still matter.
set -euo pipefail
cd "$(dirname "$0")"
PSQL="psql -qAtv ON_ERROR_STOP=1"
code=SUMS$((RANDOM % 9000 + 1000))
school=

fail() {
	echo "$*" >&2
	exit 1
}

# An entry of the school's at a time.
entry() {
	$PSQL -c "select billing.post('$school', '$school', '$1', gen_random_uuid()::text,
	    1, '$2', '$3', $4, 'CHF', '$5', '', null, null, ${6:-null, null})" > /dev/null
}

# What the board reads, month by month.
books() {
	$PSQL -c "select to_char(month, 'YYYY-MM'), entry, coalesce(semester, '-'), sum(amount_minor)
		from billing.books where school_id = '$school'
		group by 1, 2, 3 order by 1, 2, 3" | tr '\n' ' '
}

# The same from the ledger itself, and that nothing is said to be wrong.
as_it_is() {
	local by_row=$($PSQL -c "select to_char(l.at at time zone s.timezone, 'YYYY-MM'), l.entry,
		coalesce(l.semester, '-'), sum(l.amount_minor)
		from billing.ledger l join academics.schools s on s.id = l.school_id
		where s.id = '$school' group by 1, 2, 3 order by 1, 2, 3" | tr '\n' ' ')

	[ "$(books)" = "$by_row" ] || fail "$1: $(books), by row $by_row"
	[ -z "$($PSQL -c "select * from billing.damaged_months('$school')")" ] ||
		fail "$1: $($PSQL -c "select * from billing.damaged_months('$school')")"
}

kept() {
	$PSQL -c "select coalesce(sum(amount_minor), 0) from billing.months where school_id = '$school'"
}

# As lyceumctl billing run does; another test may be writing.
add_up() {
	local end=

	for _ in $(seq 100); do
		end=$($PSQL -c 'select billing.ledger_end()')
		[ -z "$end" ] || break
	done
	$PSQL -c "select billing.sum_months($end)"
}

$LYCEUMCTL school create --code "$code" --name 'Sums' --timezone Europe/Madrid > /dev/null
school=$($PSQL -c "select id from academics.schools where code = '$code'")

# ---- Added up, more than once, and what came since

entry invoice receivable income 1000 '2026-01-31T23:30Z'
entry invoice receivable income 200 '2026-01-31T22:30Z' "'spring', 2026"
entry payment stripe receivable 30 '2026-02-10T12:00Z'
as_it_is 'before'
[ "$(books)" = "2026-01|invoice|spring|200 2026-02|invoice|-|1000 2026-02|payment|-|30 " ] ||
	fail "Madrid's months: $(books)"
add_up > /dev/null
[ "$(kept)" = 1230 ] || fail "added up: $(kept)"
as_it_is 'added up'
add_up > /dev/null
[ "$(kept)" = 1230 ] || fail "added up twice: $(kept)"
entry payment stripe receivable 4 '2026-02-11T12:00Z'
entry refund receivable stripe 5 '2026-03-01T12:00Z'
as_it_is 'what came since'
add_up > /dev/null & add_up > /dev/null & wait
[ "$(kept)" = 1239 ] || fail "two at once: $(kept)"
as_it_is 'two at once'

# ---- Somebody writes: there is no end, and what they wrote is not left out

coproc WRITER { $PSQL; }
writer=$WRITER_PID
echo "begin; select billing.post('$school', '$school', 'payment', gen_random_uuid()::text, 1,
    'stripe', 'receivable', 60, 'CHF', '2026-02-12T12:00Z');" >&"${WRITER[1]}"
read -r _ <&"${WRITER[0]}"
entry payment stripe receivable 7 '2026-02-12T13:00Z'
[ -z "$($PSQL -c 'select billing.ledger_end()')" ] || fail 'an end while somebody writes'
$LYCEUMCTL billing run > /dev/null || fail 'billing run while somebody writes'
[ "$(kept)" = 1239 ] || fail "while somebody writes: $(kept)"
echo 'commit;' >&"${WRITER[1]}"
exec {WRITER[1]}>&-
wait "$writer"
as_it_is 'written meanwhile'
add_up > /dev/null
[ "$(kept)" = 1306 ] || fail "what was written meanwhile: $(kept)"
as_it_is 'written meanwhile, added up'

# ---- Another time zone: months begin elsewhere, at once

$PSQL -c "update academics.schools set timezone = 'America/New_York' where id = '$school'"
as_it_is 'New York'
[[ $(books) == "2026-01|invoice|-|1000 "* ]] || fail "New York's months: $(books)"
add_up > /dev/null
[ "$(kept)" = 1306 ] || fail "New York: $(kept)"
as_it_is 'New York, added up'
$PSQL -c "update billing.months set amount_minor = amount_minor + 1
	where school_id = '$school' and entry = 'refund'"
if out=$($LYCEUMCTL ledger verify --school "$code" 2>&1); then
	fail "a wrong sum, and exit status 0: $out"
fi
grep -q "^$code: month of 2026-03 refund receivable/stripe CHF: 6, expected 5" <<< "$out" ||
	fail "a wrong sum is not named: $out"

# ---- Keys of clients: by what they stand for, how old they are, how old its end is

$PSQL << SQL
create temporary table k (n int, object uuid, state text, failure text, intent text,
    asked interval, ended interval);
insert into k values
    (1, gen_random_uuid(), 'pending', null, null, '1 year', '1 year'),
    (2, gen_random_uuid(), 'processing', null, 'pi_k2_$code', '1 year', '1 year'),
    (3, gen_random_uuid(), 'failed', 'card_declined', 'pi_k3_$code', '1 year', '1 year'),
    (4, gen_random_uuid(), 'succeeded', null, 'pi_k4_$code', '1 year', '71 hours'),
    (5, gen_random_uuid(), 'succeeded', null, 'pi_k5_$code', '71 hours', '1 year'),
    (6, gen_random_uuid(), 'succeeded', null, 'pi_k6_$code', '73 hours', '73 hours'),
    (7, gen_random_uuid(), 'failed', 'canceled', 'pi_k7_$code', '73 hours', '73 hours'),
    (8, gen_random_uuid(), 'failed', 'card_declined', null, '73 hours', '73 hours');
insert into billing.payments (id, school_id, user_id, amount_minor, currency, status,
    payment_type, failure_code, stripe_payment_intent_id, updated_at, created_at)
select k.object, '$school', '$school', 100, 'CHF', k.state, 'books', k.failure, k.intent,
       now() - k.ended, now() - interval '1 year'
  from k;
insert into k select 10 + r.n, gen_random_uuid(), r.state, null, null, '1 year', r.ended
  from (values (1, 'pending', interval '1 year'), (2, 'requires_action', '1 year'),
	(3, 'failed', '71 hours'), (4, 'failed', '73 hours')) r (n, state, ended);
insert into billing.refunds (id, school_id, payment_id, amount_minor, currency, status, updated_at)
select k.object, '$school', p.object, 1, 'CHF', k.state, now() - k.ended
  from k, k p where k.n > 10 and p.n = 6;
insert into billing.request_keys (key, digest, object_id, at)
select convert_to('$code ' || k.n, 'UTF8'), '\\x00', k.object, now() - k.asked from k;
SQL
$LYCEUMCTL prune > /dev/null
mine="position(convert_to('$code ', 'UTF8') in key) = 1"
left=$($PSQL -c "select string_agg(n::text, ' ' order by n) from (
    select split_part(convert_from(key, 'UTF8'), ' ', 2)::int as n
      from billing.request_keys where $mine) k")
[ "$left" = "1 2 3 4 5 11 12 13" ] || fail "keys left: $left"

# Nobody else is to meet what was made up.
$PSQL -c "set session_replication_role = replica;
    delete from billing.request_keys where $mine;
    delete from billing.refunds where school_id = '$school';
    delete from billing.payments where school_id = '$school';
    delete from billing.months where school_id = '$school';
    delete from billing.ledger where school_id = '$school'"
