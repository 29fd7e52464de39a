# servers.sh - start, find and stop the parts that are not ours.
# Sourced by ./lyceum.
#
# A part has part_start_NAME, a pid file, and a word of its command line by
# which its process is known: a pid that has been given to somebody else is
# never taken for it.

PARTS=(postgresql memcached syslog-ng stripe "${POOLS[@]}" nginx)

pid_file() {
	case $1 in
	postgresql)	echo "$STATE/pg/postmaster.pid" ;;
	*)		echo "$RUN/$1.pid" ;;
	esac
}

pid_mark() {
	case $1 in
	postgresql)	echo "$STATE/pg" ;;
	memcached)	echo "$RUN/memcached.sock" ;;
	syslog-ng)	echo "$RUN/syslog-ng.pid" ;;
	stripe)		echo "--dir $STATE/stripe" ;;
	nginx)		echo "$STATE/nginx/lyceum.conf" ;;
	*)		echo "$STATE/lyceum.conf --pool $1" ;;
	esac
}

# The process of a part, or nothing.
part_pid() {
	local pid=

	{ read -r pid < "$(pid_file "$1")"; } 2>/dev/null || :
	! is_part "$1" "$pid" || echo "$pid"
}

is_part() {
	local words

	[[ $2 =~ ^[0-9]+$ ]] && [ -r "/proc/$2/cmdline" ] || return 1
	{ mapfile -d '' -t words < "/proc/$2/cmdline"; } 2>/dev/null || return 1
	[[ "${words[*]} " == *"$(pid_mark "$1") "* ]]
}

# wait_until SECONDS COMMAND...: false when it is not so in time
wait_until() {
	local n=$(($1 * 20))

	shift
	until "$@"; do
		[ $((n--)) -gt 0 ] || return 1
		sleep 0.05
	done
}

# ready_or_gone FILE PID: the file is there, or nobody will make it
ready_or_gone() {
	[ -e "$1" ] || ! kill -0 "$2" 2>/dev/null
}

# start_part NAME: if it does not run; it is stopped again if we fail
start_part() {
	[ -z "$(part_pid "$1")" ] || return 0
	STARTED+=("$1")
	case $1 in
	postgresql|memcached|syslog-ng|stripe|nginx) "part_start_$1" ;;
	*)	pool_start "$1" ;;
	esac
}

part_start_memcached() {
	rm -f "$RUN/memcached.sock" "$LOG/memcached.err"
	memcached -d -s "$RUN/memcached.sock" -a 0600 -m 64 -U 0 -c 256 \
	    -P "$RUN/memcached.pid" >> "$LOG/memcached.err" 2>&1 9>&- ||
		die_with "$LOG/memcached.err" "memcached did not start"
	wait_until 10 test -S "$RUN/memcached.sock" -a -s "$RUN/memcached.pid" ||
		die_with "$LOG/memcached.err" "memcached did not start"
}

part_start_syslog-ng() {
	log_turn
	rm -f "$RUN/log.sock" "$LOG/syslog-ng.err"
	render "$DIST/share/lyceum/ops/syslog-ng.conf.in" |
		put "$STATE/syslog-ng.conf" || :
	setsid syslog-ng -F --no-caps -f "$STATE/syslog-ng.conf" \
	    -p "$RUN/syslog-ng.pid" -c "$RUN/syslog-ng.ctl" \
	    -R "$STATE/syslog-ng.persist" \
	    < /dev/null >> "$LOG/syslog-ng.err" 2>&1 9>&- &
	wait_until 15 ready_or_gone "$RUN/log.sock" $!
	[ -S "$RUN/log.sock" ] ||
		die_with "$LOG/syslog-ng.err" "syslog-ng did not start"
}

# Logs that have grown large make place, one generation each.
log_turn() {
	local file

	for file in lyceum.jsonl access.jsonl postgresql.log; do
		if [ "$(stat -c %s "$LOG/$file" 2>/dev/null || echo 0)" -gt 268435456 ]; then
			mv "$LOG/$file" "$LOG/$file.1"
		fi
	done
}

part_start_nginx() {
	nginx -c "$STATE/nginx/lyceum.conf" -e "$LOG/nginx.err" \
	    2> "$LOG/nginx.start" 9>&- ||
		die "nginx did not start: $(tail -n1 "$LOG/nginx.start")"
	wait_until 10 test -s "$RUN/nginx.pid" || die "nginx did not start"
}

nginx_reload() {
	nginx -t -q -c "$STATE/nginx/lyceum.conf" -e "$LOG/nginx.err" \
	    2> "$LOG/nginx.start" ||
		die "nginx does not take its configuration: $(tail -n1 "$LOG/nginx.start")"
	kill -HUP "$(part_pid nginx)"
}

gone() {
	[ -z "$(part_pid "$1")" ]
}

# part_stop NAME: what it is doing is finished first, for a while
part_stop() {
	local pid

	pid=$(part_pid "$1")
	[ -n "$pid" ] || return 0
	case $1 in
	postgresql)	kill -INT "$pid" 2>/dev/null || : ;;
	nginx)		kill -QUIT "$pid" 2>/dev/null || : ;;
	*)		kill -TERM "$pid" 2>/dev/null || : ;;
	esac
	if ! wait_until 20 gone "$1"; then
		part_kill "$1" "$pid"
	fi
}

part_kill() {
	case $1 in
	postgresql)	kill -QUIT "$2" 2>/dev/null || : ;;
	nginx)		kill -TERM "$2" 2>/dev/null || : ;;
	*)		kill -KILL -- "-$2" 2>/dev/null || kill -KILL "$2" 2>/dev/null || : ;;
	esac
	wait_until 10 gone "$1" || die "$1 (process $2) cannot be stopped"
}

stop_all() {
	local i

	for ((i = ${#PARTS[@]} - 1; i >= 0; i--)); do
		part_stop "${PARTS[i]}"
	done
}
