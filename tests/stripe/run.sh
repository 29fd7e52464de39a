#!/bin/bash
# Stripe's own client against the stand-in LYCEUM_STRIPE, and against our
# webhook.  One file or more may be named.
set -euo pipefail
cd "$(dirname "$0")"
: "${LYCEUM_STRIPE:?names the stand-in}" "${LYCEUM_STRIPE_DIR:?}" "${LYCEUM_URL:?}" "${PGHOST:?}"
[ $# -gt 0 ] || set -- ./*.test.mjs
exec node --test --test-concurrency=1 --test-timeout=60000 --test-reporter=spec "$@"
