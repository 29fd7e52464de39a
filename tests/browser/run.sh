#!/bin/bash
# Every browser test, against LYCEUM_URL.  One file or more may be named.
set -euo pipefail
cd "$(dirname "$0")"
: "${LYCEUM_URL:?names the server}"
[ $# -gt 0 ] || set -- ./*.test.mjs
exec node --test --test-concurrency=1 --test-reporter=spec "$@"
