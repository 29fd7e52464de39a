# check.sh - the tests and the measurements, each with a Lyceum of its own.
# Sourced by ./lyceum.

AREAS_ALL=(unit asan api metrics browser grpc stripe gate)

outside_check() {
	local area

	for area in "${AREAS[@]}"; do
		[[ " ${AREAS_ALL[*]} " == *" $area "* ]] ||
			wrong "there is no area $area"
	done
	say "Checking in $STATE"
	outside_ready run build check
	go_inside "$@"
}

# Logs stay; databases and servers go, whatever happens.
inside_check() {
	local area since=$EPOCHREALTIME

	[ ${#AREAS[@]} -gt 0 ] || AREAS=("${AREAS_ALL[@]}")
	FAILED=0
	more_files
	check_prepare
	for area in "${AREAS[@]}"; do
		case $area in
		api)	phase_with_gate api ;;
		gate)	wants api || phase gate ;;
		*)	phase "$area" ;;
		esac
	done
	stop_all
	rm -rf "$STATE/pg"
	say "$((${#AREAS[@]} - FAILED)) of ${#AREAS[@]} areas passed in $(seconds "$since") s"
	[ "$FAILED" = 0 ] || die "$FAILED areas failed; their logs are in $LOG"
}

wants() {
	local area

	for area in "$@"; do
		[[ " ${AREAS[*]} " != *" $area "* ]] || return 0
	done
	return 1
}

# Left from a run that was killed: a database that nobody needs.
check_prepare() {
	export LYCEUM_FAST=1
	# Not for the pools' own environment: it would win over their file.
	declare -g +x LYCEUM_ENVIRONMENT=test
	export LYCEUM_SIGNIN_RATE=${LYCEUM_SIGNIN_RATE:-200r/s}
	export LYCEUM_SIGNIN_BURST=${LYCEUM_SIGNIN_BURST:-2000}
	STARTED=("${PARTS[@]}")
	stop_all
	rm -rf "$STATE/pg" "$STATE/stripe" "$STATE/migrated" "$STATE/seeded" "$LOG"/check-*.log
	build_if_changed "$STATE/build" "$DIST" --enable-werror
	! wants asan api metrics grpc stripe || check_build_asan
	! wants unit asan api metrics grpc stripe browser || check_servers
}

check_build_asan() {
	build_is_fresh "$STATE/build-asan" ||
		step "building with sanitizers" \
		    build "$STATE/build-asan" "$STATE/dist-asan" \
		    --enable-werror --enable-asan
}

check_servers() {
	port_choose ''
	stripe_ready
	lyceum_conf test | put "$STATE/lyceum.conf" || :
	for part in postgresql memcached syslog-ng; do
		start_part "$part"
	done
	migrate
	keys
	pg postgres -c 'drop database if exists lyceum_clean' \
	    -c 'create database lyceum_clean template lyceum'
}

# phase AREA: waited for, and told in one line.
# Never before `||` or in an `if`: that would switch errexit off inside.
phase() {
	local since=$EPOCHREALTIME rc

	ticker_start "$1${BESIDE:+, gate}"
	set +e
	phase_run "$1"
	rc=$?
	set -e
	ticker_stop
	phase_told "$1" "$rc" "$(seconds "$since")"
}

# What it says goes into its log.
phase_run() {
	(
		set -e
		trap - EXIT
		TICKER=
		"check_$1"
	) > "$LOG/check-$1.log" 2>&1 9>&-
}

# phase_told AREA STATUS SECONDS: and the end of its log when it failed
phase_told() {
	local log=$LOG/check-$1.log word=passed

	[ "$2" = 0 ] || word=FAILED
	printf '  %-28s %6s s  %s\n' "$1" "$3" "$word"
	[ "$2" != 0 ] || return 0
	FAILED=$((FAILED + 1))
	tail -n 40 "$log" | sed 's/^/    /'
	say "    (all of it: $log)"
}

# The gate computes while the tests of the API mostly wait.  Not beside the
# browser: what Lighthouse measures would be a busy machine.
phase_with_gate() {
	local rc

	if ! wants gate; then
		phase "$1"
		return
	fi
	set -m	# a process group of its own, to be stopped as one
	gate_beside < /dev/null &
	set +m
	BESIDE=$!
	phase "$1"
	ticker_start gate
	set +e
	wait "$BESIDE"
	rc=$?
	set -e
	BESIDE=
	ticker_stop
	phase_told gate "$rc" "$(cat "$STATE/tmp/gate.seconds")"
}

gate_beside() {
	local since=$EPOCHREALTIME rc

	renice -n 10 "$BASHPID" > /dev/null
	set +e
	phase_run gate
	rc=$?
	seconds "$since" > "$STATE/tmp/gate.seconds"
	exit "$rc"
}

# A database for the tests to spoil, as the migrations made it.
test_database() {
	pg postgres -c "drop database if exists $1 with (force)" \
	    -c "create database $1 template lyceum_clean"
	export LYCEUM_TEST_DB="host=$RUN dbname=$1"
}

# What a test program or script may need to know.
test_environment() {
	export LYCEUM_SRCDIR=$STATE/src LYCEUM_BUILDDIR=$1
	export LYCEUM_URL=http://$ADDRESS:$(port_kept) LYCEUM_CONF=$STATE/lyceum.conf
	export LYCEUM_KEYS=$STATE/keys LYCEUM_LOG=$LOG LYCEUM_RUN=$RUN LYCEUM_DIST=$DIST
	export LYCEUMCTL="$DIST/bin/lyceumctl --config $STATE/lyceum.conf"
	LYCEUM_GRPC=localhost:$(cat "$STATE/grpc_port" 2>/dev/null || :)
	export LYCEUM_GRPC LYCEUM_TLS=$STATE/tls
	LYCEUM_STRIPE=http://$ADDRESS:$(cat "$STATE/stripe_port" 2>/dev/null || :)
	export LYCEUM_STRIPE LYCEUM_STRIPE_DIR=$STATE/stripe
	PATH=$(pg_bin):$PATH
	export PGHOST=$RUN PGUSER=lyceum PGDATABASE=lyceum
	export ASAN_OPTIONS=abort_on_error=1:detect_stack_use_after_return=1
	export UBSAN_OPTIONS=print_stacktrace=1
}

# unit_tests FOLDER DATABASE
unit_tests() {
	test_environment "$1"
	test_database "$2"
	make -C "$1" -j"$(jobs)" check VERBOSE=1
}

# The migrations beside it: they wait for the database, and it for nobody.
check_unit() {
	local beside said=$STATE/tmp/migrations.said

	test_environment "$STATE/build"
	run_script tests/migrations/run.sh > "$said" 2>&1 &
	beside=$!
	# shellcheck disable=SC2064
	trap "kill $beside 2> /dev/null || :" EXIT
	unit_tests "$STATE/build" lyceum_unit
	wait "$beside" || {
		cat "$said"
		die "a migration does not go there and back (tests/migrations)"
	}
	cat "$said"
	trap - EXIT
}

check_asan() {
	unit_tests "$STATE/build-asan" lyceum_asan
}

# lyceum_with DIST: nginx and the pools, installed there, on demo data
lyceum_with() {
	local pool

	DIST=$1
	for pool in nginx "${POOLS[@]}"; do part_stop "$pool"; done
	for pool in postgresql memcached syslog-ng; do start_part "$pool"; done
	port_choose ''
	echo "$PORT" > "$STATE/port"
	stripe_ready
	stripe_start
	lyceum_conf "$(dist_id)" | put "$STATE/lyceum.conf" || :
	ticker_start() { :; }
	seed --students "${LYCEUM_CHECK_STUDENTS:-200}"
	stripe_known
	certs
	grpc_port_choose
	nginx_conf || :
	pools_start
	start_part nginx
	pools_answer
	test_environment "$STATE/build"
}

# What the sanitizers said while nobody looked.
sanitizers_silent() {
	! grep -lE 'ERROR: (Address|Leak)Sanitizer|runtime error:' "$LOG"/*.err ||
		die "the sanitizers complained"
}

check_api() {
	lyceum_with "$STATE/dist-asan"
	make -C "$STATE/build" -j"$(jobs)" api-tests
	run_script tests/api/run.sh
	for pool in "${POOLS[@]}"; do part_stop "$pool"; done
	sanitizers_silent
}

# Where it lies, and not for ever.
run_script() {
	timeout -k 10 "${LYCEUM_PATIENCE:-600}" \
	    env -C "$STATE/src/${1%/*}" bash "./${1##*/}"
}

# The specification's own names break one rule of promtool's.
check_metrics() {
	local found

	lyceum_with "$STATE/dist-asan"
	curl -fsS "$LYCEUM_URL/metrics" > "$STATE/tmp/metrics"
	found=$(promtool check metrics < "$STATE/tmp/metrics" 2>&1 |
		grep -v '^uems_.*_total non-counter metrics should not have "_total" suffix$' || :)
	[ -z "$found" ] || die "promtool says: $found"
	grep -q '^http_requests_total{' "$STATE/tmp/metrics"
}

check_grpc() {
	lyceum_with "$STATE/dist-asan"
	node_modules "$STATE/src/tests/grpc"
	run_script tests/grpc/run.sh
	for pool in "${POOLS[@]}"; do part_stop "$pool"; done
	sanitizers_silent
}

check_stripe() {
	lyceum_with "$STATE/dist-asan"
	node_modules "$STATE/src/tests/stripe"
	run_script tests/stripe/run.sh
	for pool in "${POOLS[@]}"; do part_stop "$pool"; done
	sanitizers_silent
}

check_browser() {
	lyceum_with "$STATE/dist"
	export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 CHROMIUM
	CHROMIUM=$(command -v chromium)
	node_modules "$STATE/src/tests/browser"
	run_script tests/browser/run.sh
}

# Install, when the lock has changed.  Not npm ci: it refuses a lock in which a
# peer asks for "latest" of what another package wants older, as lighthouse does.
node_modules() {
	[ -f "$1/package-lock.json" ] || return 0
	cmp -s "$1/package-lock.json" "$1/node_modules/.lyceum-lock" ||
		(cd "$1" && npm install --no-save --no-audit --no-fund &&
		    cp package-lock.json node_modules/.lyceum-lock)
}

check_gate() {
	make -C "$STATE/build" gate
}

outside_bench() {
	say "Measuring in $STATE"
	outside_ready run build bench
	go_inside "$@"
}

inside_bench() {
	[ -f "$STATE/src/tests/bench/run.sh" ] || die "there is no tests/bench/run.sh"
	export LYCEUM_ENVIRONMENT=bench LYCEUM_SIGNIN_RATE=10000r/s \
	    LYCEUM_SIGNIN_BURST=100000
	more_files
	NO_DEMO=1
	build_if_changed "$STATE/build" "$DIST"
	start_all ''
	test_environment "$STATE/build"
	make -C "$STATE/build" -j"$(jobs)" bench-programs >> "$LOG/build.log" 2>&1 ||
		die_with "$LOG/build.log" "the build of tests/bench failed"
	STARTED=("${PARTS[@]}")
	env -C "$STATE/src/tests/bench" bash ./run.sh "${REST[@]}" ||
		die "tests/bench/run.sh failed"
	stop_all
}
