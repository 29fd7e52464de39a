# help.sh - what the commands are, and which one is wanted.
# Sourced by ./lyceum.

help_all() {
	cat <<'END'
usage: ./lyceum COMMAND [OPTION...]

  up       install what is missing, build, start everything, say the address
  down     stop everything; the data stays
  status   what runs and where; fails when something is down
  logs     what happened
  reset    stop everything and delete the data
  check    run the tests, beside a running Lyceum
  bench    measure, beside a running Lyceum

./lyceum COMMAND --help says more. Everything lives in one folder:
/var/lib/lyceum for root, ~/.local/state/lyceum for others, or LYCEUM_STATE.
END
}

help_up() {
	cat <<'END'
usage: ./lyceum up [--port N] [--state DIR] [--no-demo]

Installs the Debian packages that are missing (as root, or with sudo), builds,
and starts PostgreSQL, memcached, syslog-ng, nginx and the services, all of
them private to one folder and one user. Says the address and, in the demo,
one account per role. A second `up` rebuilds and reloads what has changed,
without losing a request, and keeps the data.

  --port N      listen on 127.0.0.1:N; otherwise the first free port from 8080
  --state DIR   keep everything there, absolute path
  --no-demo     no demo data

Without a key, a local stand-in of Stripe is used and no money moves. To talk
to Stripe, give once, in the environment of `up`, all three of
LYCEUM_STRIPE_SECRET_KEY, LYCEUM_STRIPE_PUBLISHABLE_KEY and
LYCEUM_STRIPE_WEBHOOK_SECRETS (several with commas); they are kept, readable by
the own user alone. LYCEUM_STRIPE_SECRET_KEY=standin goes back. docs/payments.md
says more.
END
}

help_down() {
	cat <<'END'
usage: ./lyceum down [--state DIR]

Finishes the requests that are being served and stops everything. The data
stays; `./lyceum up` goes on with it.
END
}

help_status() {
	cat <<'END'
usage: ./lyceum status [--state DIR]

One line per part: running or not, its process, where it listens. Exit status
1 when a part is not running.
END
}

help_logs() {
	cat <<'END'
usage: ./lyceum logs [-f] [--pretty | --access | --errors] [--state DIR]

The last 100 lines of the services' log, JSON as they wrote it.

  -f         go on with what comes
  --pretty   time, level, event, message and request in columns
  --access   nginx's access log instead
  --errors   what the programs said on stderr instead
END
}

help_reset() {
	cat <<'END'
usage: ./lyceum reset [--yes] [--state DIR]

Stops everything and deletes the database, the keys, the logs and the build.
Asks first, unless --yes. There is no way back.
END
}

help_check() {
	cat <<'END'
usage: ./lyceum check [AREA...] [--state DIR]

Builds and tests the checkout with its own database and ports. Areas:

  unit      unit tests against a real PostgreSQL
  asan      the same, built with the address and undefined-behaviour sanitizers
  api       requests through nginx to services built with the sanitizers
  metrics   /metrics, as promtool reads it
  grpc      every method, called by a client of others over TLS
  stripe    Stripe's own client against the stand-in and our webhook
  browser   the story of each role in Chromium
  gate      format, headers, clang-tidy, cppcheck, budgets, distcheck

Without an area: all of them. The gate works beside api, which mostly waits.
The logs stay in the state folder, which is the one of `up` with "-check"
behind its name.
END
}

help_bench() {
	cat <<'END'
usage: ./lyceum bench [--state DIR] [-- ARGUMENT...]

Builds, starts a Lyceum of its own and runs tests/bench/run.sh against it. The
state folder is the one of `up` with "-bench" behind its name.
END
}

wrong() {
	die "$1; ./lyceum ${COMMAND:+$COMMAND }--help says what there is"
}

# take_options ARGUMENT...: sets PORT NO_DEMO YES FOLLOW LOGS_OF AREAS REST
take_options() {
	PORT= NO_DEMO= YES= FOLLOW= LOGS_OF=json AREAS=() REST=()
	while [ $# -gt 0 ]; do
		case $COMMAND:$1 in
		*:-h|*:--help)		"help_$COMMAND"; exit 0 ;;
		*:--state)		option_value "$@"; LYCEUM_STATE=$2; shift ;;
		*:--state=*)		LYCEUM_STATE=${1#*=} ;;
		up:--port)		option_value "$@"; PORT=$2; shift ;;
		up:--port=*)		PORT=${1#*=} ;;
		up:--no-demo)		NO_DEMO=1 ;;
		reset:--yes)		YES=1 ;;
		logs:-f)		FOLLOW=1 ;;
		logs:--pretty|logs:--access|logs:--errors) LOGS_OF=${1#--} ;;
		check:[a-z]*)		AREAS+=("$1") ;;
		bench:--)		shift; REST=("$@"); break ;;
		*)			wrong "$COMMAND does not know $1" ;;
		esac
		shift
	done
}

option_value() {
	[ $# -ge 2 ] && [ -n "$2" ] || wrong "$1 wants a value"
}

# The launcher runs twice: from the checkout, as whoever called it, to get
# the machine ready; then, as the user whose servers they are, from the copy
# of the sources in the state folder (command with a + in front).
main() {
	local inside=

	COMMAND=
	case ${1-} in
	+*)	inside=1 ;;
	''|-h|--help|help) help_all; [ -n "${1-}" ]; exit ;;
	esac
	COMMAND=${1#+}
	shift
	case $COMMAND in
	up|down|status|logs|reset|check|bench) ;;
	*)	set -- "$COMMAND"; COMMAND=; wrong "there is no command $1" ;;
	esac
	take_options "$@"
	watch_exit
	state_folder
	if [ -n "$inside" ]; then
		"inside_$COMMAND"
	else
		"outside_$COMMAND" "$@"
	fi
}
