#!/bin/bash
# lyceumctl stripe reconcile: events that never came, outcomes that nobody
# knows, and what differs from Stripe, both ways.  Others may have left
# differences of their own: only what is made here is looked at.
set -euo pipefail
cd "$(dirname "$0")"
PSQL="psql -qAtv ON_ERROR_STOP=1"
stripe=$(sed -n 's/^stripe_api *= *//p' "$LYCEUM_CONF")
key=$(cat "$(sed -n 's/^stripe_dir *= *//p' "$LYCEUM_CONF")/secret_key")
work=$(mktemp -d)

control() {
	curl -fsS -X "$1" "$stripe/_standin$2" -H 'Content-Type: application/json' \
	    ${3:+-d "$3"} > "$work/control" || fail "the stand-in refused $*"
}

finish() {
	curl -sS -X DELETE "$stripe/_standin/faults" > /dev/null
	curl -sS "$stripe/_standin" -d '{"deliver":"normal"}' -o /dev/null
	rm -rf "$work"
}
trap finish EXIT

fail() {
	echo "$*" >&2
	exit 1
}

# is WORDS WANT GOT
is() {
	[ "$2" = "$3" ] || fail "$1: $3 instead of $2"
}

token() {
	curl -fsS "$LYCEUM_URL/api/v1/auth/login" -H 'Content-Type: application/json' \
	    -d "{\"email\":\"$1@lyceum.example\",\"password\":\"demo-Lyceum-1\"}" |
	    sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p'
}

# ask STATUS TOKEN PATH BODY: the answer is in $work/answer
ask() {
	local status
	status=$(curl -sS -o "$work/answer" -w '%{http_code}' "$LYCEUM_URL/api/v1$3" \
	    -H "Authorization: Bearer $2" -H 'Content-Type: application/json' -d "$4")
	[ "$status" = "$1" ] ||
		fail "$3: $status instead of $1: $(cut -c1-300 "$work/answer")"
}

at_stripe() {
	curl -fsS -u "$key:" "$stripe/v1$1" "${@:2}"
}

row() {
	$PSQL -c "select $2 from billing.payments where id = '$1'"
}

reconcile() {
	$LYCEUMCTL stripe reconcile --since 30m "$@" > "$work/out" 2>&1 || true
}

n=$RANDOM
student=$(token student)
admin=$(token admin)
[ -n "$student" ] && [ -n "$admin" ] || fail 'nobody can sign in'

# pay AMOUNT: begins a payment; its id
pay() {
	ask "${2:-201}" "$student" /payments/create-intent "{\"amount\":\"$1\",\"currency\":\"USD\",
	    \"payment_type\":\"other\",\"description\":\"reconcile $n $1\"}"
	$PSQL -c "select id from billing.payments where description = 'reconcile $n $1'"
}

confirm() {
	at_stripe "/payment_intents/$(row "$1" stripe_payment_intent_id)/confirm" \
	    -d payment_method=pm_card_visa -d return_url=http://localhost/ > /dev/null
}

# ---- Events that never came

control POST '' '{"deliver":"drop"}'
lost=$(pay 11.11)
confirm "$lost"
is 'before' pending "$(row "$lost" status)"
reconcile --dry-run
grep -q 'nothing was changed\|differences remain' "$work/out" || fail "dry: $(cat "$work/out")"
is 'after a dry run' pending "$(row "$lost" status)"
reconcile
is 'its event was fetched' succeeded "$(row "$lost" status)"
intent=$(row "$lost" stripe_payment_intent_id)
is 'the entry' '1111 t' "$($PSQL -F ' ' -c "select amount_minor, at <= now() from billing.ledger
	where object_id = '$intent' and entry = 'payment'")"
is 'the event is kept' t "$($PSQL -c "select count(*) > 0 from billing.stripe_events
	where object_id = '$intent' and type = 'payment_intent.succeeded' and outcome = 'applied'")"
reconcile
is 'and once' 1 "$($PSQL -c "select count(*) from billing.ledger where object_id = '$intent'")"

# ---- Nobody knows whether Stripe heard

control POST /faults '{"path":"POST /v1/payment_intents","n":20,"kind":"reset_after"}'
unknown=$(pay 12.12 503)
control DELETE /faults
is 'no intent is known' '' "$(row "$unknown" stripe_payment_intent_id)"
reconcile
intent=$(row "$unknown" stripe_payment_intent_id)
[ "${intent#pi_}" != "$intent" ] || fail "the intent was not found by its metadata: $(cat "$work/out")"
is 'it is the payment that Stripe has' "$unknown" "$(at_stripe "/payment_intents/$intent" |
    sed -n 's/.*"payment_id": *"\([^"]*\)".*/\1/p' | head -n 1)"

control POST /faults '{"path":"POST /v1/payment_intents","n":20,"kind":"reset_before"}'
never=$(pay 13.13 503)
control DELETE /faults
$PSQL -c "update billing.payments set asked_at = now() - interval '26 hours' where id = '$never'"
reconcile
is 'a day later nothing will come' 'failed never_arrived' "$(row "$never" "status || ' ' || failure_code")"

# ---- Refunds

refund() {
	control POST /faults "{\"path\":\"POST /v1/refunds\",\"n\":20,\"kind\":\"$1\"}"
	ask 503 "$admin" "/payments/$lost/refund" "{\"amount\":\"$2\",\"reason\":\"requested_by_customer\"}"
	control DELETE /faults
	$PSQL -c "update billing.refunds set asked_at = now() - interval '2 minutes'
		where payment_id = '$lost' and stripe_refund_id is null"
	reconcile
	$PSQL -F ' ' -c "select status, stripe_refund_id is not null from billing.refunds
		where payment_id = '$lost' and amount_minor = $3"
}
is 'a refund that Stripe had made' 'succeeded t' "$(refund reset_after 1.01 101)"
is 'a refund that Stripe had not heard of' 'succeeded t' "$(refund reset_before 2.02 202)"
is 'each once' 2 "$(at_stripe "/refunds?payment_intent=$(row "$lost" stripe_payment_intent_id)" |
    grep -o '"re_[A-Za-z0-9]*"' | sort -u | wc -l)"
is 'and in the books' 303 "$(row "$lost" refunded_minor)"

# ---- What differs

spoil() {
	$PSQL -c "set session_replication_role = replica; update billing.payments
		set $1 where id = '$lost'"
}
open() {
	$PSQL -c "select count(*) from billing.differences where payment_id = '$lost'
		and what = '$1' and resolved = $2"
}
intent=$(row "$lost" stripe_payment_intent_id)

reconcile
spoil "status = 'pending', received_minor = 0"
reconcile
grep -q "^$intent status: here pending, at Stripe succeeded; put right" "$work/out" ||
    fail "a changed state: $(cat "$work/out")"
is 'put right' 'succeeded 1111' "$(row "$lost" "status || ' ' || received_minor")"
is 'kept as resolved' 1 "$(open status true)"

spoil 'amount_minor = 999999'
reconcile
grep -q "^$intent amount: here 999999 USD, at Stripe 1111 USD\$" "$work/out" ||
    fail "a changed amount: $(cat "$work/out")"
reconcile
is 'the same difference stays one' 1 "$(open amount false)"
grep -q 'differences remain' "$work/out" || fail 'no exit status'
spoil 'amount_minor = 1111'
reconcile
is 'gone, it is resolved' '0 1' "$(open amount false) $(open amount true)"

gone=$(pay 14.14)
$PSQL -c "set session_replication_role = replica; update billing.payments
	set stripe_payment_intent_id = 'pi_gone$n' where id = '$gone'"
reconcile
grep -q "^pi_gone$n missing at Stripe: here pending 1414 USD" "$work/out" ||
    fail "an intent that Stripe does not have: $(cat "$work/out")"
$PSQL -c "set session_replication_role = replica; update billing.payments
	set stripe_payment_intent_id = null, status = 'failed' where id = '$gone'"

nobody=$(at_stripe /payment_intents -d amount=1515 -d currency=usd \
    -d "metadata[payment_id]=00000000-0000-7000-8000-0000000$((n + 10000))" |
    sed -n 's/.*"id": *"\(pi_[^"]*\)".*/\1/p' | head -n 1)
reconcile
grep -q "^$nobody missing here: here nothing, at Stripe payment_intent" "$work/out" ||
    fail "an intent that we do not have: $(cat "$work/out")"
others=$(at_stripe /payment_intents -d amount=1616 -d currency=usd |
    sed -n 's/.*"id": *"\(pi_[^"]*\)".*/\1/p' | head -n 1)
reconcile
grep -q "^$others" "$work/out" && fail 'what is of another program is no difference'

# ---- Stripe away, and apply

control POST /faults '{"path":"GET /v1/events*","n":20,"kind":"500"}'
before=$($PSQL -c 'select count(*) from billing.reconciliations')
if $LYCEUMCTL stripe reconcile > "$work/out" 2>&1; then
	fail 'Stripe does not answer, and exit status 0'
fi
grep -q '^lyceumctl: Stripe: ' "$work/out" || fail "no words: $(cat "$work/out")"
is 'no run is counted' "$before" "$($PSQL -c 'select count(*) from billing.reconciliations')"
control DELETE /faults
$LYCEUMCTL stripe apply | grep -q 'events applied, ' || fail 'apply says nothing'
if $LYCEUMCTL stripe reconcile --since soon 2> /dev/null; then
	fail '"soon" is no time'
fi
at_stripe "/payment_intents/$nobody/cancel" -X POST > /dev/null
$PSQL -c "update billing.differences set resolved = true where object_id in
	('$nobody', 'pi_gone$n')"
