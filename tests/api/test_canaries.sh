#!/bin/bash
# Card numbers, secrets and whole tokens, planted in every field of every
# request that has to do with money, are in no log, no metric and no answer.
set -euo pipefail
cd "$(dirname "$0")"
mark=$RANDOM$RANDOM
card=4000$(printf '%06d%06d' $((RANDOM * 30)) $((RANDOM * 30)))
dashed=${card:0:4}-${card:4:4}-${card:8:4}-${card:12}
secret=sk_live_canary$mark
hook=whsec_canary$mark
client=pi_canary_secret_canary$mark
canaries=("$card" "$dashed" "$secret" "$hook" "$client")
conf=$(sed -n 's/^stripe_dir *= *//p' "$LYCEUM_CONF")
signing=$(sed -n 1p "$conf/webhook_secrets")
admin=$(curl -fsS -H 'Content-Type: application/json' "$LYCEUM_URL/api/v1/auth/login" \
	-d '{"email":"admin@lyceum.example","password":"demo-Lyceum-1"}' |
	sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p')
[ -n "$admin" ] || { echo "no token"; exit 1; }
canaries+=("$admin")
answers=$(mktemp)
answer=$(mktemp)
trap 'rm -f "$answers" "$answer"' EXIT
fails=0

# ask METHOD PATH BODY: every header that anything reads holds a canary too.
# What was taken is shown to whom it belongs; what was refused is not repeated.
ask() {
	curl -s -X "$1" "$LYCEUM_URL/api/v1$2" -H "Authorization: Bearer $admin" \
	    -H "Idempotency-Key: $secret-$RANDOM$RANDOM" -H 'Content-Type: application/json' \
	    -H "Stripe-Signature: t=1,v1=$hook" --data-binary "$3" -w '\n%{http_code}' > "$answer" || :
	[[ $(tail -n1 "$answer") == 2* ]] || cat "$answer" >> "$answers"
}

# event TYPE OBJECT: signed, as Stripe does.
event() {
	local body t mac

	t=$(date +%s)
	body="{\"id\":\"evt_canary${mark}_$RANDOM$RANDOM\",\"object\":\"event\",\"type\":\"$1\",\"created\":$t,\"livemode\":false,\"data\":{\"object\":$2}}"
	mac=$(printf '%s.%s' "$t" "$body" | openssl dgst -sha256 -hmac "$signing" | sed 's/.*= *//')
	curl -s "$LYCEUM_URL/api/v1/payments/webhook" -H 'Content-Type: application/json' \
	    -H "Stripe-Signature: t=$t,v1=$mac" --data-binary "$body" >> "$answers"
	echo >> "$answers"
}

# Every field of every write of this service, with each canary.
writes=$("$LYCEUM_BUILDDIR/payments.fcgi" --describe | python3 -c '
import json, sys
for path, methods in json.load(sys.stdin)["paths"].items():
    for method, about in methods.items():
        if method not in ("post", "put", "patch"):
            continue
        content = about.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema", {})
        print(method.upper(), path[len("/api/v1"):], ",".join(schema.get("properties", {})))
')
id=00000000-0000-7000-8000-000000000001
planted=0
while read -r method path fields; do
	path=$(printf '%s' "$path" | sed "s/{[a-z_]*}/$id/g")
	for c in "$card" "$secret" "$client"; do
		body=
		for f in ${fields//,/ } unknown_field; do
			body="$body,\"$f\":\"$c\""
		done
		ask "$method" "$path" "{${body#,}}"
		ask "$method" "$path?x=1&payment_intent_client_secret=$client" "[\"$c"
		planted=$((planted + 1))
	done
done <<< "$writes"
[ "$planted" -ge 30 ] || { echo "nothing was planted"; exit 1; }

# Whatever Stripe's objects hold.
event payment_intent.succeeded "{\"object\":\"payment_intent\",\"id\":\"pi_canary$mark\",\"status\":\"succeeded\",\"amount\":100,\"amount_received\":100,\"currency\":\"usd\",\"client_secret\":\"$client\",\"description\":\"$card\",\"metadata\":{\"note\":\"$secret\"}}"
event payment_intent.payment_failed "{\"object\":\"payment_intent\",\"id\":\"pi_canary2$mark\",\"status\":\"requires_payment_method\",\"amount\":100,\"currency\":\"usd\",\"client_secret\":\"$client\",\"last_payment_error\":{\"code\":\"x\",\"message\":\"$card\"},\"metadata\":{\"payment_id\":\"$secret\"}}"
event payment_intent.created "{\"object\":\"payment_intent\",\"id\":{\"$card\":\"$client\"},\"status\":\"$secret\",\"amount\":\"$card$client\",\"currency\":\"$hook\"}"
event charge.succeeded "{\"object\":\"charge\",\"id\":\"ch_canary$mark\",\"status\":\"succeeded\",\"amount\":\"$client\",\"payment_method_details\":{\"type\":\"card\",\"card\":{\"brand\":\"visa\",\"last4\":\"$card\"}}}"
event refund.created "{\"object\":\"refund\",\"id\":\"re_canary$mark\",\"status\":\"succeeded\",\"amount\":\"$card$secret\",\"currency\":\"usd\"}"

# A sign that the logs are written, last of all.
ask GET "/health/canary$mark" ''
for _ in {1..200}; do
	grep -q "health/canary$mark" "$LYCEUM_LOG/access.jsonl" &&
	    grep -q "health/canary$mark\|$mark" "$LYCEUM_LOG/lyceum.jsonl" && break
	sleep 0.05
done
waiting() {
	psql -XAtqc "select count(*) from billing.stripe_events where id like 'evt_canary$mark%' and outcome is null"
}
for _ in {1..200}; do
	[ "$(waiting)" = 0 ] && break
	sleep 0.05
done
[ "$(waiting)" = 0 ] || { echo "the events were not applied"; fails=1; }
# Those that fail wait to be tried again; not beside the other tests.
psql -XAtqc "delete from billing.stripe_events where id like 'evt_canary$mark%' and applied_at is null"

metrics=$(curl -fsS "$LYCEUM_URL/metrics")
for c in "${canaries[@]}"; do
	for f in "$LYCEUM_LOG"/*; do
		if grep -qF -- "$c" "$f"; then
			echo "${c:0:12}... is in ${f##*/}: $(grep -F -- "$c" "$f" | head -n1 | cut -c1-300)"
			fails=$((fails + 1))
		fi
	done
	if grep -qF -- "$c" <<< "$metrics"; then
		echo "${c:0:12}... is a metric"
		fails=$((fails + 1))
	fi
	if grep -qF -- "$c" "$answers"; then
		echo "${c:0:12}... was answered: $(grep -F -- "$c" "$answers" | head -n1 | cut -c1-300)"
		fails=$((fails + 1))
	fi
done
# Of a card, four digits at the most are kept.
kept=$(psql -XAtqc "select count(*) from billing.stripe_objects where data::text ~ '[0-9]{13}' and id like '%canary%$mark'")
[ "$kept" = 0 ] || { echo "$kept objects keep a number of a card"; fails=$((fails + 1)); }
echo "$planted times planted"
[ "$fails" = 0 ]
