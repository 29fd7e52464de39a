# report.sh - status and logs.  Sourced by ./lyceum.

part_address() {
	case $1 in
	postgresql)	echo "$RUN/.s.PGSQL.5432" ;;
	syslog-ng)	echo "$RUN/log.sock" ;;
	stripe)		echo "http://$ADDRESS:$(cat "$STATE/stripe_port")/" ;;
	nginx)		echo "http://$ADDRESS:$(port_kept)/" ;;
	*)		echo "$RUN/$1.sock" ;;
	esac
}

# answers PART: it runs, and says something sensible when asked
answers() {
	case $1 in
	nginx)		[ "$(PORT=$(port_kept) http_status /favicon.ico)" != 000 ] ;;
	postgresql)	"$(pg_bin)/pg_isready" -q -h "$RUN" ;;
	stripe)		port_in_use "$(cat "$STATE/stripe_port")" ;;
	signin)		[ -S "$RUN/signin.sock" ] ;;
	memcached)	[ -S "$RUN/memcached.sock" ] ;;
	syslog-ng)	[ -S "$RUN/log.sock" ] ;;
	*)		PORT=$(port_kept) serves "$1" ;;
	esac
}

outside_status() {
	local part pid state rc=0

	state_exists || die "there is no Lyceum in $STATE; ./lyceum up makes one"
	for part in "${PARTS[@]}"; do
		[ "$part" != stripe ] || stripe_stands_in || continue
		pid=$(part_pid "$part") state=running
		if [ -z "$pid" ]; then
			state="not running" rc=1
		elif ! answers "$part"; then
			state="no answer" rc=1
		fi
		printf '%-12s %-12s %8s  %s\n' "$part" "$state" "${pid:--}" \
		    "$(part_address "$part")"
	done
	[ "$rc" = 0 ] || die "not everything runs; ./lyceum up starts what is down"
}

outside_logs() {
	local files=("$LOG/lyceum.jsonl") follow=()

	[ -d "$LOG" ] || die "there is no Lyceum in $STATE; ./lyceum up makes one"
	[ -z "$FOLLOW" ] || follow=(-F)
	case $LOGS_OF in
	access)	files=("$LOG/access.jsonl") ;;
	errors)	files=("$LOG"/*.err) ;;
	esac
	[ -e "${files[0]}" ] || die "nothing has been logged yet"
	if [ "$LOGS_OF" = pretty ]; then
		tail -n 100 "${follow[@]}" "${files[@]}" 2>/dev/null | log_pretty
	else
		tail -n 100 "${follow[@]}" "${files[@]}" 2>/dev/null
	fi
}

# Columns for people: time, level, event, message, what is known of the request.
log_pretty() {
	awk -W interactive '
	function member(name,   s) {
		if (!match($0, "\"" name "\":(\"([^\"\\\\]|\\\\.)*\"|[^,}\"]+)"))
			return ""
		s = substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 3)
		gsub(/^"|"$/, "", s)
		gsub(/\\"/, "\"", s)
		return s == "null" ? "" : s
	}
	function put(label, name,   s) {
		s = member(name)
		if (s != "") printf "  %s%s", label, s
	}
	{
		time = member("timestamp")
		if (time ~ /^[0-9.]+$/)
			time = strftime("%H:%M:%S", int(time)) substr(sprintf("%.3f", time % 1), 2)
		else
			sub(/^[^T]*T/, "", time)
		printf "%-12.12s %-8s %-20s %s", time, member("level"),
		    member("event"), member("message")
		put("", "method"); put("", "path"); put("", "status_code")
		put("user ", "user_id"); put("request ", "request_id")
		put("error ", "error_message")
		print ""
		fflush()
	}'
}
