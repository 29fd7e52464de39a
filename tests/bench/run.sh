#!/bin/bash
# Measure; ./lyceum bench calls this with a Lyceum of its own running.
# Arguments go to bench.py: --rounds N, --seconds N, --students N, --only NAME.
set -euo pipefail
cd "$(dirname "$0")"
: "${LYCEUM_URL:?names the server}"
exec python3 bench.py "$@"
