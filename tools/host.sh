# host.sh - the machine: packages, the own user, the state folder.
# Sourced by ./lyceum.

OWN=lyceum	# who runs the servers when root starts them

is_root() {
	[ "$(id -u)" = 0 ]
}

# as_own COMMAND...: as the user whose servers they are
as_own() {
	if is_root; then
		runuser -u "$OWN" -- "$@"
	else
		"$@"
	fi
}

# Where everything is kept; sets STATE, RUN, LOG, DIST.
state_folder() {
	local name=lyceum

	case $COMMAND in check|bench) name=lyceum-$COMMAND ;; esac
	if [ -n "${LYCEUM_STATE-}" ]; then
		STATE=${LYCEUM_STATE%/}
	elif is_root; then
		STATE=/var/lib/$name
	else
		[ -n "${HOME-}" ] || die "HOME is not set; say --state DIR"
		STATE=${XDG_STATE_HOME:-$HOME/.local/state}/$name
	fi
	case $STATE in
	/*)	;;
	*)	die "the state folder must be an absolute path: $STATE" ;;
	esac
	case $STATE in
	*[!A-Za-z0-9/._@+=-]*)
		die "the path of the state folder may hold letters, digits and /._@+=- only: $STATE; choose another with --state" ;;
	esac
	[ "${#STATE}" -le 80 ] ||
		die "the path of the state folder is too long for sockets (80): $STATE; choose another with --state"
	RUN=$STATE/run LOG=$STATE/log DIST=$STATE/dist
	export LYCEUM_STATE=$STATE
}

state_exists() {
	[ -f "$STATE/.lyceum" ] && [ -x "$STATE/src/lyceum" ]
}

# Its own folder, or none at all: reset deletes everything in it.
state_make() {
	if [ -d "$STATE" ] && [ ! -f "$STATE/.lyceum" ] &&
	    [ -n "$(ls -A "$STATE" 2>/dev/null)" ]; then
		die "$STATE holds other things; choose an empty folder with --state"
	fi
	if is_root; then
		user_make
		mkdir -p "$STATE" 2>/dev/null && chown "$OWN:" "$STATE" ||
			die "cannot make $STATE; choose another folder with --state"
	else
		mkdir -p "$STATE" 2>/dev/null ||
			die "cannot make $STATE; choose another folder with --state"
	fi
	as_own test -w "$STATE" -a -x "$STATE" || {
		rmdir "$STATE" 2>/dev/null || :
		die "the user $(as_own id -un) cannot write to $STATE; choose another folder with --state"
	}
	as_own chmod 0750 "$STATE"
	(cd "$STATE" && as_own mkdir -p -m 0700 run log tmp keys && as_own touch .lyceum)
}

user_make() {
	id -u "$OWN" >/dev/null 2>&1 ||
		useradd --system --user-group --home-dir /var/lib/lyceum \
		    --no-create-home --shell /usr/sbin/nologin "$OWN" ||
		die "cannot make the user $OWN"
}

# One at a time; the lock goes with the process, into the second half too.
state_lock() {
	exec 9>> "$STATE/lock"
	flock -n 9 ||
		die "another ./lyceum is at work in $STATE; wait until it has ended"
}

# Room for the build and for a database that starts.
disk_room() {
	local free

	free=$(df -Pk "$STATE" | awk 'NR == 2 { print int($4 / 1024) }')
	[ "$free" -ge 1024 ] ||
		die "only $free MB are free for $STATE; make room for 1024, or choose another folder with --state"
}

# packages_missing USE...: those of ops/packages that are not installed
packages_missing() {
	local use name command here

	here=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null |
		sed -n 's/^installed //p')
	while read -r use name command; do
		case " $* " in *" $use "*) ;; *) continue ;; esac
		[ -z "$command" ] || ! command -v "$command" >/dev/null 2>&1 || continue
		[[ $'\n'$here$'\n' == *$'\n'$name$'\n'* ]] || echo "$name"
	done < <(grep '^[a-z]' "$HERE/ops/packages") | sort -u
}

# packages USE...: install what is missing
packages() {
	local missing

	command -v dpkg-query >/dev/null 2>&1 ||
		die "this is not Debian; Lyceum installs itself on Debian 12"
	mapfile -t missing < <(packages_missing "$@")
	[ ${#missing[@]} -gt 0 ] || return 0
	if ! is_root && ! command -v sudo >/dev/null 2>&1; then
		die "these packages are missing; install them as root: apt-get install --no-install-recommends ${missing[*]}"
	fi
	if ! is_root; then
		sudo_ready "${missing[@]}"
	fi
	step "installing ${#missing[@]} packages" packages_install "${missing[@]}"
	mapfile -t missing < <(packages_missing "$@")
	[ ${#missing[@]} -eq 0 ] ||
		die "these packages could not be installed: ${missing[*]}"
}

# Asks for the password now, while somebody is looking.
sudo_ready() {
	if [ -t 0 ]; then
		sudo -v || die "sudo was refused; have these packages installed by root: $*"
	else
		sudo -n true 2>/dev/null ||
			die "sudo wants a password and there is no terminal; have these packages installed by root: $*"
	fi
}

packages_install() {
	local sudo=()

	is_root || sudo=(sudo)
	: > "$LOG/packages.log"
	logged "$LOG/packages.log" "these packages could not be installed: $*" \
	    "${sudo[@]}" bash "$HERE/tools/apt.sh" "$@"
}
