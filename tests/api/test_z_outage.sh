#!/bin/bash
# The database goes away: 503 with Retry-After, never a hang or a crash; it
# comes back: so do we.  memcached goes away: nobody notices.  gRPC's health
# says the same.
set -euo pipefail
state=$(dirname "$LYCEUM_CONF")
pg=$(ls -d /usr/lib/postgresql/*/bin | tail -n 1)
me() {
	curl -s -m 15 -o "$1" -D "$1.head" -w '%{http_code}' -H "Authorization: Bearer $token" \
	    "$LYCEUM_URL/api/v1/courses?limit=1"
}
wait_for() {
	local want=$1 got=
	for _ in $(seq 100); do
		got=$(me "$tmp/out")
		[ "$got" != "$want" ] || return 0
		sleep 0.1
	done
	echo "waited for $want, still $got: $(cat "$tmp/out")"
	return 1
}
# The answer of grpc.health.v1.Health/Check: one field, 1 SERVING, 2 NOT_SERVING.
health() {
	printf '\0\0\0\0\0' | curl -s -m 15 --http2 --cacert "$LYCEUM_TLS/ca.crt" \
	    -H 'Content-Type: application/grpc' -H 'TE: trailers' --data-binary @- \
	    "https://$LYCEUM_GRPC/grpc.health.v1.Health/Check" | od -An -tx1 | tr -d ' \n'
}
healthy() {
	local got=
	for _ in $(seq 100); do
		got=$(health)
		[ "$got" != "0000000002080$1" ] || return 0
		sleep 0.1
	done
	echo "gRPC health: waited for $1, still '$got'"
	return 1
}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
token=$(curl -s "$LYCEUM_URL/api/v1/auth/login" -H 'Content-Type: application/json' \
    -d '{"email":"admin@lyceum.example","password":"demo-Lyceum-1"}' | sed 's/.*"access_token":"\([^"]*\).*/\1/')

wait_for 200
healthy 1
"$pg/pg_ctl" -D "$state/pg" -m immediate stop > /dev/null
code=$(me "$tmp/out")
[ "$code" = 503 ] || { echo "without the database: $code"; exit 1; }
grep -qi '^Retry-After: [1-9]' "$tmp/out.head" || { echo 'no Retry-After'; exit 1; }
grep -q '"type":"/problems/db"' "$tmp/out" || { cat "$tmp/out"; exit 1; }
[ "$(curl -s -o /dev/null -w '%{http_code}' "$LYCEUM_URL/health/live")" = 200 ] || exit 1
[ "$(curl -s -o /dev/null -w '%{http_code}' "$LYCEUM_URL/health/ready")" = 503 ] || exit 1
[ "$(health)" = 00000000020802 ] || { echo "gRPC health without the database: $(health)"; exit 1; }
"$pg/pg_ctl" -D "$state/pg" -w -l "$LYCEUM_LOG/postgresql.log" start > /dev/null
wait_for 200
healthy 1

kill -STOP "$(cat "$LYCEUM_RUN/memcached.pid")"
wait_for 200
kill -CONT "$(cat "$LYCEUM_RUN/memcached.pid")"
wait_for 200
