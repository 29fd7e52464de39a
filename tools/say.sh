# say.sh - words for the one who waits, and what happens when it goes wrong.
# Sourced by ./lyceum.

STEP=		# what is being done, for an error without words
SAID=		# an error has been told
TICKER=		# pid of the process that shows the elapsed time
BESIDE=		# process group of what goes on beside it
STARTED=()	# what this run started, to be stopped if it fails

say() {
	printf '%s\n' "$*"
}

# One line, and the end.
die() {
	ticker_stop
	printf 'lyceum: %s\n' "$*" >&2
	SAID=1
	exit 1
}

# die_with LOG WORDS...: the same, after the last lines of a log
die_with() {
	local log=$1
	shift
	ticker_stop
	[ ! -s "$log" ] || tail -n "${LYCEUM_TAIL:-20}" "$log" | sed 's/^/    /' >&2
	die "$*; the whole log is $log"
}

# seconds SINCE: with one decimal; SINCE is an EPOCHREALTIME
seconds() {
	local us=$((${EPOCHREALTIME/[.,]/} - ${1/[.,]/}))

	printf '%d.%d' $((us / 1000000)) $((us % 1000000 / 100000))
}

# tick NAME: shows that time passes, until it is killed
tick() {
	local n=0 every=15

	[ ! -t 1 ] || every=1
	while sleep "$every" > /dev/null 2>&1; do
		n=$((n + every))
		if [ -t 1 ]; then
			printf '\r  %-28s %4d s ' "$1" "$n"
		else
			printf '  %-28s %4d s ...\n' "$1" "$n"
		fi
	done
}

ticker_start() {
	[ ! -t 1 ] || printf '  %-28s ...' "$1"
	tick "$1" 9>&- &
	TICKER=$!
}

# By the signal that nothing can catch: a process that was forked just now still
# has our traps, and would run them.
ticker_stop() {
	[ -n "$TICKER" ] || return 0
	kill -KILL "$TICKER" 2>/dev/null || :
	wait "$TICKER" 2>/dev/null || :
	TICKER=
	[ ! -t 1 ] || printf '\r\033[K'
}

beside_stop() {
	[ -n "$BESIDE" ] || return 0
	kill -- "-$BESIDE" 2>/dev/null || :
	wait "$BESIDE" 2>/dev/null || :
	BESIDE=
}

# step NAME COMMAND...: a part that may take long.  Not in an `if` or before
# `||`: that would switch errexit off inside.
step() {
	local name=$1 since=$EPOCHREALTIME

	shift
	STEP=$name
	ticker_start "$name"
	"$@"
	ticker_stop
	printf '  %-28s %6s s\n' "$name" "$(seconds "$since")"
	STEP=
}

# logged LOG WORDS COMMAND...: quiet; its last lines are shown if it fails
logged() {
	local log=$1 words=$2

	shift 2
	"$@" >> "$log" 2>&1 9>&- || die_with "$log" "$words"
}

on_exit() {
	local rc=$?

	[ "$BASHPID" = $$ ] || return 0	# what was started here, only we stop
	trap '' INT TERM HUP
	ticker_stop
	beside_stop
	[ "$rc" != 0 ] || return 0
	if [ -z "$SAID" ] && [ "$rc" -ge 128 ]; then
		echo "lyceum: interrupted${STEP:+ while: $STEP}" >&2
	elif [ -z "$SAID" ]; then
		echo "lyceum: failed${STEP:+ while: $STEP}; see ${LOG:-the messages above}" >&2
	fi
	undo_started
}

# What was running before stays; what this run started goes.
undo_started() {
	local i

	for ((i = ${#STARTED[@]} - 1; i >= 0; i--)); do
		part_stop "${STARTED[i]}" || :
	done
	STARTED=()
}

watch_exit() {
	trap on_exit EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM
	trap 'exit 129' HUP
}
