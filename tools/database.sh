# database.sh - the private PostgreSQL cluster.  Sourced by ./lyceum.
#
# It listens on a socket in the run folder only, which is closed to others.
# Whoever may be the own user may be any of its roles (peer authentication);
# there are no passwords.

PG_ROLES=(lyceum lyceum_ctl lyceum_auth lyceum_courses lyceum_grades
    lyceum_beacon lyceum_payments)

# The programs of the cluster's version, or of the newest there is.
pg_bin() {
	local version dir

	version=$(cat "$STATE/pg/PG_VERSION" 2>/dev/null || :)
	dir=$(printf '%s\n' /usr/lib/postgresql/*/bin/postgres | sort -V | tail -n1)
	dir=${dir%/postgres}
	[ -z "$version" ] || dir=/usr/lib/postgresql/$version/bin
	[ -x "$dir/postgres" ] ||
		die "PostgreSQL ${version:-15} is not installed in $dir; apt-get install postgresql${version:+-$version}"
	echo "$dir"
}

pg_init() {
	rm -rf "$STATE/pg.new"
	logged "$LOG/initdb.log" "initdb failed" "$(pg_bin)/initdb" \
	    -D "$STATE/pg.new" -U lyceum -A peer --no-sync -E UTF8 --locale=C.UTF-8
	echo "include 'lyceum.conf'" >> "$STATE/pg.new/postgresql.conf"
	echo "local all all peer map=lyceum" > "$STATE/pg.new/pg_hba.conf"
	for role in "${PG_ROLES[@]}"; do
		echo "lyceum $(id -un) $role"
	done > "$STATE/pg.new/pg_ident.conf"
	mv "$STATE/pg.new" "$STATE/pg"
}

# A quarter of the memory, 512 MB at most.
pg_buffers() {
	local mb

	mb=$(awk '/^MemAvailable/ { print int($2 / 4096) }' /proc/meminfo)
	[ "$mb" -le 512 ] || mb=512
	[ "$mb" -ge 32 ] || mb=32
	echo "${mb}MB"
}

pg_conf() {
	local safe=on

	# Tests may lose their database in a power cut; nobody else.
	[ -z "${LYCEUM_FAST-}" ] || safe=off
	cat <<END
# Made by ./lyceum up.
listen_addresses = ''
unix_socket_directories = '$RUN'
unix_socket_permissions = 0700
cluster_name = 'lyceum'
max_connections = 300
shared_buffers = $(pg_buffers)
max_wal_size = 2GB
fsync = $safe
full_page_writes = $safe
synchronous_commit = on
timezone = 'UTC'
log_timezone = 'UTC'
jit = off
log_line_prefix = '%m [%p] %u '
log_min_duration_statement = 1000
END
}

part_start_postgresql() {
	[ -f "$STATE/pg/PG_VERSION" ] || step "making the database" pg_init
	pg_conf | put "$STATE/pg/lyceum.conf" || :
	rm -f "$LOG/postgresql.start"
	"$(pg_bin)/pg_ctl" -D "$STATE/pg" -l "$LOG/postgresql.log" -w -t 60 -s \
	    start > "$LOG/postgresql.start" 2>&1 9>&- ||
		die_with "$LOG/postgresql.log" "PostgreSQL did not start"
}

# psql as the superuser: pg DATABASE ARGUMENT...
pg() {
	local db=$1

	shift
	PGOPTIONS='-c client_min_messages=warning' "$(pg_bin)/psql" -X -q -A -t \
	    -v ON_ERROR_STOP=1 -h "$RUN" -U lyceum -d "$db" "$@"
}

# What the migrations depend on; they are not looked at when it is the same.
sql_id() {
	(cd "$DIST/share/lyceum/sql" && find . -type f ! -path '*/queries/*' \
	    -exec sha256sum {} + | LC_ALL=C sort | sha256sum)
}

migrate() {
	local id

	id=$(sql_id)
	[ "$(cat "$STATE/migrated" 2>/dev/null)" != "$id" ] || return 0
	step "migrating the database" migrate_all
	echo "$id" > "$STATE/migrated"
}

migrate_all() {
	: > "$LOG/migrate.log"
	[ -n "$(pg postgres -c "select 1 from pg_database where datname = 'lyceum'")" ] ||
		pg postgres -c 'create database lyceum template template0'
	logged "$LOG/migrate.log" "the roles could not be made" \
	    pg lyceum -f "$DIST/share/lyceum/sql/roles.sql"
	logged "$LOG/migrate.log" "the migration failed" ctl migrate
}

# What tokens are signed with; made once.
keys() {
	[ -f "$STATE/keys/jwks.json" ] ||
		logged "$LOG/migrate.log" "the token keys could not be made" \
		    ctl keys create
}

# What gRPC over TLS needs; what is there and lasts stays.
certs() {
	logged "$LOG/migrate.log" "the certificates could not be made" \
	    ctl certs create
}

# The demo's school; once, and never into a database that has one.
seed() {
	[ ! -f "$STATE/seeded" ] || return 0
	: > "$LOG/seed.log"
	step "loading the demo data" logged "$LOG/seed.log" \
	    "the demo data could not be loaded" ctl seed "$@"
	touch "$STATE/seeded"
}

ctl() {
	"$DIST/bin/lyceumctl" --config "$STATE/lyceum.conf" "$@"
}
