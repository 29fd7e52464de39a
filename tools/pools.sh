# pools.sh - our own processes: one manager per pool, which holds the socket
# and its workers.  Sourced by ./lyceum.

pool_binary() {
	case $1 in
	signin)	echo "$DIST/libexec/lyceum/auth.fcgi" ;;
	*)	echo "$DIST/libexec/lyceum/$1.fcgi" ;;
	esac
}

# What a pool is made of: when it differs, the pool runs something old.
pool_id() {
	stat -c '%n %s %Y %i' "$(pool_binary "$1")" | cat - "$STATE/lyceum.conf" |
		sha256sum
}

# In the background; pools_ready waits for all of them together.
pool_start() {
	local binary

	binary=$(pool_binary "$1")
	[ -x "$binary" ] || die "there is no $binary; is the checkout complete?"
	rm -f "$RUN/$1.pid"
	: > "$LOG/$1.err"
	pool_id "$1" > "$RUN/$1.build"
	setsid "$binary" --config "$STATE/lyceum.conf" --pool "$1" \
	    < /dev/null >> "$LOG/$1.err" 2>&1 9>&- &
	POOL_PIDS[$1]=$!
}

# A pool that runs keeps its socket, and its manager becomes the new build.
pool_reload() {
	local pid

	pid=$(part_pid "$1")
	[ "$(pool_id "$1")" != "$(cat "$RUN/$1.build" 2>/dev/null)" ] || return 0
	pool_id "$1" > "$RUN/$1.build"
	kill -HUP "$pid"
	POOL_PIDS[$1]=$pid
}

pool_up() {
	[ -n "$(part_pid "$1")" ] && [ -S "$RUN/$1.sock" ] ||
		! kill -0 "${POOL_PIDS[$1]}" 2>/dev/null
}

pools_start() {
	local pool

	declare -gA POOL_PIDS=()
	for pool in "${POOLS[@]}"; do
		if [ -n "$(part_pid "$pool")" ]; then
			pool_reload "$pool"
		else
			start_part "$pool"
		fi
	done
	for pool in "${!POOL_PIDS[@]}"; do
		wait_until 20 pool_up "$pool" && [ -n "$(part_pid "$pool")" ] ||
			die_with "$LOG/$pool.err" "the pool $pool did not start"
	done
}

# http_status PATH: of a GET through nginx, or 000
http_status() {
	local version code rest

	{
		exec 3<> "/dev/tcp/$ADDRESS/$PORT" || { echo 000; return; }
		printf 'GET %s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n\r\n' \
		    "$1" "$ADDRESS" "$PORT" >&3
		read -r -t 15 version code rest <&3 || code=000
		exec 3>&-
	} 2>/dev/null
	echo "${code:-000}"
}

serves() {
	[ "$(http_status "/$1/health/live")" = 200 ]
}

# Every pool that can be asked answers through nginx.
pools_answer() {
	local pool

	for pool in "${POOLS[@]}"; do
		[ "$pool" != signin ] || continue
		wait_until 10 serves "$pool" ||
			die_with "$LOG/$pool.err" "$pool does not answer (HTTP $(http_status "/$pool/health/live")); ./lyceum logs says why"
	done
}
