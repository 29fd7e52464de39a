#!/bin/bash
# Every test of tests/api, against LYCEUM_URL, in the order of their names:
# programs first, then scripts.  test_x_every looks at what the others have
# met; what stops and kills servers comes after it (test_z*).
set -uo pipefail
cd "$(dirname "$0")"
: "${LYCEUM_URL:?names the server}" "${LYCEUM_BUILDDIR:?}" "${LYCEUMCTL:?}" "${LYCEUM_CONF:?}" "${LYCEUM_LOG:?}"
LYCEUM_KEYS=$(sed -n 's/^keys_dir *= *//p' "$LYCEUM_CONF")
LYCEUM_LOG_START=$(stat -c %s "$LYCEUM_LOG/lyceum.jsonl" 2> /dev/null || echo 0)
LYCEUM_METRICS_START=$(mktemp)
trap 'rm -f "$LYCEUM_METRICS_START"' EXIT
curl -fsS "$LYCEUM_URL/metrics" > "$LYCEUM_METRICS_START"
export LYCEUM_KEYS LYCEUM_LOG_START LYCEUM_METRICS_START
failed=0

$LYCEUMCTL school create --code OTHER --name 'Another school' --timezone Europe/Paris
printf 'demo-Lyceum-1\n' | $LYCEUMCTL user create --email admin@other.example \
    --name 'Other Admin' --role admin --school OTHER --password-stdin
psql -qv ON_ERROR_STOP=1 -f other.sql > /dev/null

for t in "$LYCEUM_BUILDDIR"/tests/api/test_* ./test_*.sh; do
	case $t in *.o|*.c|*.d|*.Po) continue ;; esac
	[ -x "$t" ] || continue
	echo "== ${t##*/}"
	since=${EPOCHREALTIME/[.,]/}
	"$t" || { failed=$((failed + 1)); echo "FAILED: ${t##*/}"; }
	echo "== ${t##*/}: $(((${EPOCHREALTIME/[.,]/} - since) / 1000)) ms"
done
[ "$failed" = 0 ]
