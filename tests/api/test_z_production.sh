#!/bin/bash
# Where the environment is production nobody signs for others: what simulates
# beacons is not there.
set -euo pipefail
tmp=$(mktemp -d)
cp "$LYCEUM_CONF" "$tmp/conf"
restart() { kill -HUP "$(cat "$LYCEUM_RUN/beacon.pid")"; }
trap 'cat "$tmp/conf" > "$LYCEUM_CONF"; restart; rm -rf "$tmp"' EXIT
token=$(curl -sf --retry 5 --retry-delay 1 "$LYCEUM_URL/api/v1/auth/login" -H 'Content-Type: application/json' \
    -d '{"email":"admin@lyceum.example","password":"demo-Lyceum-1"}' | sed 's/.*"access_token":"\([^"]*\).*/\1/')
id=$(psql -XqAtc "select b.id from beacon.beacons b join academics.schools s on s.id = b.school_id
    where s.code <> 'OTHER' and b.kind = 'beacon' order by b.id limit 1")
nobody=00000000-0000-7000-8000-000000000000

# ask WHAT BODY
ask() {
	curl -s -m 15 --retry 5 --retry-delay 1 -o "$tmp/out" -w '%{http_code}' -H "Authorization: Bearer $token" \
	    -H 'Content-Type: application/json' -d "$2" "$LYCEUM_URL/api/v1/dev/beacon/$id/$1"
}
# refuses WHAT BODY: every worker, ten times in a row
refuses() {
	local n=0

	for _ in $(seq 300); do
		if [ "$(ask "$@")" = 404 ] && grep -q 'Not in production' "$tmp/out"; then
			n=$((n + 1))
			[ "$n" -lt 10 ] || return 0
		else
			n=0
			sleep 0.1
		fi
	done
	echo "$1 in production: $(cat "$tmp/out")"
	return 1
}
proof="{\"session_id\":\"$nobody\",\"student_id\":\"$nobody\"}"

code=$(ask simulate "$proof")
[ "$code" = 200 ] || { echo "simulate in a demo: $code $(cat "$tmp/out")"; exit 1; }
keys=$(psql -XqAtc "select count(*) from beacon.keys where beacon_id = '$id'")
sed -i 's/^environment *=.*/environment = production/' "$LYCEUM_CONF"
grep -q '^environment = production' "$LYCEUM_CONF" || echo 'environment = production' >> "$LYCEUM_CONF"
restart
refuses simulate "$proof"
refuses rotate '{}'
[ "$(psql -XqAtc "select count(*) from beacon.keys where beacon_id = '$id'")" = "$keys" ]
