#!/bin/bash
# The log says who asked for what, but no key that stands in an address.
set -euo pipefail
key=canary$RANDOM$RANDOM
curl -s -o /dev/null "$LYCEUM_URL/courses/00000000-0000-7000-8000-000000000001/calendar.ics?a=1&token=$key&b=2"
for _ in {1..100}; do
	grep -q 'calendar.ics?a=1&token=-&b=2' "$LYCEUM_LOG/access.jsonl" && break
	sleep 0.05
done
grep -q 'calendar.ics?a=1&token=-&b=2' "$LYCEUM_LOG/access.jsonl"
! grep -q "$key" "$LYCEUM_LOG"/*
