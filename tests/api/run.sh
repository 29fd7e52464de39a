#!/bin/bash
# Every test of tests/api, against LYCEUM_URL.  Programs first, then scripts;
# what stops servers comes last (by name: test_z*).
set -uo pipefail
cd "$(dirname "$0")"
: "${LYCEUM_URL:?names the server}" "${LYCEUM_BUILDDIR:?}" "${LYCEUMCTL:?}" "${LYCEUM_CONF:?}"
LYCEUM_KEYS=$(sed -n 's/^keys_dir *= *//p' "$LYCEUM_CONF")
export LYCEUM_KEYS
failed=0

$LYCEUMCTL school create --code OTHER --name 'Another school' --timezone Europe/Paris
printf 'demo-Lyceum-1\n' | $LYCEUMCTL user create --email admin@other.example \
    --name 'Other Admin' --role admin --school OTHER --password-stdin
psql -qv ON_ERROR_STOP=1 -f other.sql

for t in "$LYCEUM_BUILDDIR"/tests/api/test_* ./test_*.sh; do
	case $t in *.o|*.c|*.d|*.Po) continue ;; esac
	[ -x "$t" ] || continue
	echo "== ${t##*/}"
	"$t" || { failed=$((failed + 1)); echo "FAILED: ${t##*/}"; }
done
[ "$failed" = 0 ]
