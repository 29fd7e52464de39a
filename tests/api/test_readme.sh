#!/bin/bash
# The calls of the README, as they stand there.
set -euo pipefail
calls=$(sed -n '/run by tests\/api\/test_readme.sh/,/^```$/p' "$LYCEUM_SRCDIR/README.md" | sed '1,2d;$d')
calls=${calls//http:\/\/127.0.0.1:8080/$LYCEUM_URL}
out=$(bash -euc "${calls//curl -s/curl -fsS}")
for word in student@lyceum.example '"items"' '"next"' '"days"'; do
	grep -qF "$word" <<< "$out" || { echo "no $word in: ${out:0:500}"; exit 1; }
done
