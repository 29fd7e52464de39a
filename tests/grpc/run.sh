#!/bin/bash
# Every gRPC test, against LYCEUM_GRPC.  One file or more may be named.
set -euo pipefail
cd "$(dirname "$0")"
: "${LYCEUM_GRPC:?names the server}" "${LYCEUM_TLS:?}" "${LYCEUMCTL:?}" "${LYCEUM_SRCDIR:?}" "${PGHOST:?}"
[ $# -gt 0 ] || set -- ./*.test.mjs
exec node --test --test-concurrency=1 --test-timeout=60000 --test-reporter=spec "$@"
