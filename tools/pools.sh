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
	setsid "$binary" --config "$STATE/lyceum.conf" --pool "$1" \
	    < /dev/null >> "$LOG/$1.err" 2>&1 9>&- &
	POOL_PIDS[$1]=$!
}

# A pool that runs keeps its socket, and its manager becomes the new build. It
# writes its pid file again then; it stays the old one if the new would not
# start.
pool_reload() {
	[ "$(pool_id "$1")" != "$(cat "$RUN/$1.build" 2>/dev/null)" ] || return 0
	POOL_PIDS[$1]=$(part_pid "$1")
	POOL_WAS[$1]=$(stat -c %i "$RUN/$1.pid")
	kill -HUP "${POOL_PIDS[$1]}"
}

# It serves, or it never will.
pool_up() {
	[ "$(stat -c %i "$RUN/$1.pid" 2>/dev/null)" != "${POOL_WAS[$1]-}" ] &&
		[ -n "$(part_pid "$1")" ] && [ -S "$RUN/$1.sock" ] ||
		! kill -0 "${POOL_PIDS[$1]}" 2>/dev/null
}

pools_start() {
	local pool

	declare -gA POOL_PIDS=() POOL_WAS=()
	for pool in "${POOLS[@]}"; do
		if [ -n "$(part_pid "$pool")" ]; then
			pool_reload "$pool"
		else
			start_part "$pool"
		fi
	done
	for pool in "${!POOL_PIDS[@]}"; do
		pool_wait "$pool"
		pool_id "$pool" > "$RUN/$pool.build"
	done
}

pool_wait() {
	if wait_until 20 pool_up "$1" && [ -n "$(part_pid "$1")" ]; then
		return
	elif [ -n "${POOL_WAS[$1]-}" ] && [ -n "$(part_pid "$1")" ]; then
		die "the pool $1 does not take the new build and goes on with the old one; ./lyceum logs says why"
	else
		die_with "$LOG/$1.err" "the pool $1 did not start"
	fi
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
