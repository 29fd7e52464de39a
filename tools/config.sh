# config.sh - the port, and the configuration files of every part.
# Sourced by ./lyceum.

POOLS=(auth signin courses grades beacon payments)
declare -A WORKERS=([auth]=2 [signin]=2 [courses]=12 [grades]=4 [beacon]=2
    [payments]=12)
ADDRESS=127.0.0.1

port_in_use() {
	(exec 3<> "/dev/tcp/$ADDRESS/$1") 2>/dev/null
}

# The port of the last time, unless another one is wanted.
port_kept() {
	cat "$STATE/port" 2>/dev/null || :
}

# port_choose WANTED: sets PORT
port_choose() {
	local kept

	kept=$(port_kept)
	PORT=${1:-}
	if [ -n "$kept" ] && [ "${PORT:-$kept}" = "$kept" ] &&
	    [ -n "$(part_pid nginx)" ]; then
		PORT=$kept
		return 0
	fi
	if [ -z "$PORT" ]; then
		port_first_free "${kept:-8080}"
	else
		port_check
	fi
}

port_check() {
	case $PORT in
	*[!0-9]*|0*|??????*) die "--port wants a number from 1 to 65535, not $PORT" ;;
	esac
	[ "$PORT" -le 65535 ] || die "--port wants a number from 1 to 65535, not $PORT"
	[ "$PORT" -ge "$(cat /proc/sys/net/ipv4/ip_unprivileged_port_start)" ] ||
		die "port $PORT is for root alone, and nginx does not run as root; choose one from 1024"
	! port_in_use "$PORT" ||
		die "port $PORT is in use; choose another, or leave --port out"
}

# The port of gRPC: that of the last time, or the first free one.
grpc_port_choose() {
	local kept port

	kept=$(cat "$STATE/grpc_port" 2>/dev/null || :)
	if [ -n "$kept" ] && [ -n "$(part_pid nginx)" ]; then
		GRPC_PORT=$kept
		return 0
	fi
	for port in $kept $(seq 8443 8543); do
		[ "$port" != "$PORT" ] && ! port_in_use "$port" || continue
		GRPC_PORT=$port
		echo "$port" > "$STATE/grpc_port"
		return 0
	done
	die "no port from 8443 to 8543 is free for gRPC"
}

port_first_free() {
	for PORT in "$1" $(seq 8080 8180); do
		port_in_use "$PORT" || return 0
	done
	die "no port from 8080 to 8180 is free; say --port N"
}

# put FILE: standard input into FILE, if it differs; true if it did
put() {
	local new

	new=$(cat)
	[ ! -f "$1" ] || [ "$new" != "$(< "$1")" ] || return 1
	printf '%s\n' "$new" > "$1.new"
	mv "$1.new" "$1"
}

# The settings of lib/conf.def that are not left at their defaults.
lyceum_conf() {
	cat <<END
# Made by ./lyceum up; a change lasts until the next one.
environment = ${LYCEUM_ENVIRONMENT:-demo}
version = 0.1+$1
base_url = http://$ADDRESS:$PORT
secure_cookies = no
state_dir = $STATE
run_dir = $RUN
keys_dir = $STATE/keys
templates_dir = $DIST/share/lyceum/templates
database = host=$RUN dbname=lyceum
memcached_socket = $RUN/memcached.sock
log_socket = $RUN/log.sock
metrics_file = $RUN/metrics
backlog = 4096
END
	stripe_conf
	for pool in "${POOLS[@]}"; do
		printf '\n[%s]\nworkers = %s\n' "$pool" "${WORKERS[$pool]}"
	done
}

# render FILE: a configuration of ours with the @NAMES@ filled in
render() {
	local text

	text=$(< "$1")
	text=${text//@STATE@/$STATE} text=${text//@RUN@/$RUN}
	text=${text//@LOG@/$LOG} text=${text//@TMP@/$STATE/tmp}
	text=${text//@CONF@/$STATE/nginx} text=${text//@DATA@/$DIST/share/lyceum}
	text=${text//@ADDRESS@/$ADDRESS} text=${text//@PORT@/${PORT-}}
	text=${text//@GRPC_PORT@/${GRPC_PORT-}}
	text=${text//@CONNECTIONS@/$(($(ulimit -n) / 2))}
	text=${text//@GZIP@/${LYCEUM_GZIP:-on}}
	text=${text//@SIGNIN_RATE@/${LYCEUM_SIGNIN_RATE:-5r/s}}
	text=${text//@SIGNIN_BURST@/${LYCEUM_SIGNIN_BURST:-40}}
	printf '%s\n' "$text"
}

# True if one of nginx's files has changed.
nginx_conf() {
	local file changed=1

	mkdir -p "$STATE/nginx"
	for file in "$DIST"/share/lyceum/nginx/*.conf.in; do
		render "$file" | put "$STATE/nginx/$(basename "$file" .in)" &&
			changed=0 || :
	done
	return $changed
}

# As many files as the system lets us: nginx holds two per request.
more_files() {
	local hard

	hard=$(ulimit -H -n)
	[ "$hard" != unlimited ] && [ "$hard" -le 16384 ] || hard=16384
	ulimit -S -n "$hard" 2>/dev/null || :
}
