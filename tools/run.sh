# run.sh - up, down and reset.  Sourced by ./lyceum.

# What needs whoever called: reading the checkout, and root or sudo.
outside_ready() {
	state_make
	state_lock
	disk_room
	packages "$@"
	source_sync
}

# Go on as the own user, from the copy; the lock comes along.
go_inside() {
	local command=("$STATE/src/lyceum" "+$COMMAND" "$@")

	trap - EXIT INT TERM HUP
	cd "$STATE"
	if is_root; then
		exec runuser -u "$OWN" -- env -u XDG_RUNTIME_DIR -u MAIL \
		    HOME="$STATE" USER="$OWN" LOGNAME="$OWN" "${command[@]}"
	fi
	exec "${command[@]}"
}

outside_up() {
	local wanted=$PORT

	[ -z "$wanted" ] || [ "$wanted" = "$(port_kept)" ] || port_check
	say "Lyceum in $STATE"
	outside_ready run build
	go_inside "$@"
}

inside_up() {
	more_files
	build_if_changed "$STATE/build" "$DIST"
	start_all "$PORT"
	up_report
}

# start_all PORT SEED...: everything, in the order in which it is needed
start_all() {
	local part changed=

	port_choose "$1"
	stripe_ready
	stripe_start
	lyceum_conf "$(dist_id)" | put "$STATE/lyceum.conf" || :
	for part in postgresql memcached syslog-ng; do
		start_part "$part"
	done
	migrate
	keys
	certs
	grpc_port_choose
	[ -n "$NO_DEMO" ] || seed
	stripe_known
	nginx_conf && changed=1 || :
	pools_start
	if [ -z "$(part_pid nginx)" ]; then
		start_part nginx
	elif [ -n "$changed" ]; then
		nginx_reload
	fi
	pools_answer
	echo "$PORT" > "$STATE/port"
}

up_report() {
	local name

	say "Lyceum runs at http://$ADDRESS:$PORT/"
	say "  gRPC: $ADDRESS:$GRPC_PORT (TLS, authority $STATE/tls/ca.crt)"
	stripe_report
	if [ -f "$STATE/seeded" ]; then
		say
		for name in admin teacher student parent; do
			printf '  %-8s %s@lyceum.example\n' "$name" "$name"
		done
		say "  password, in this demo only: demo-Lyceum-1"
	else
		say "There is no account yet: $DIST/bin/lyceumctl --config $STATE/lyceum.conf user create"
	fi
}

outside_down() {
	state_exists || { say "nothing runs: there is no Lyceum in $STATE"; exit 0; }
	state_lock
	go_inside "$@"
}

inside_down() {
	stop_all
	say "Lyceum is down; its data stays in $STATE"
}

outside_reset() {
	local answer

	state_exists || { say "nothing to delete: there is no Lyceum in $STATE"; exit 0; }
	state_lock
	if [ -z "$YES" ]; then
		[ -t 0 ] || die "reset deletes all data in $STATE; say --yes"
		say "This deletes the database with all users, courses and grades, the token keys and the logs in $STATE."
		read -r -p "Type yes to go on: " answer
		[ "$answer" = yes ] || die "nothing was deleted"
	fi
	# Who let a class sign in as root left keys that root alone may delete.
	rm -rf "$STATE/simulator"
	go_inside "$@" --yes
}

inside_reset() {
	stop_all
	cd /
	find "$STATE" -mindepth 1 -maxdepth 1 ! -name lock ! -name .lyceum \
	    -exec rm -rf {} +
	say "Everything in $STATE is deleted"
}
