#!/bin/bash
# apt.sh - install Debian packages, as root, without letting their servers
# start or a PostgreSQL cluster of the system's be made.
# usage: apt.sh PACKAGE...
set -eu

mark='# Put here by lyceum while it installs packages; may be deleted.'
policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.d/lyceum.conf

ours() {
	[ -f "$1" ] && grep -qxF "$mark" "$1"
}

undo() {
	for f in "$policy" "$cluster"; do
		if ours "$f"; then rm -f "$f"; fi
	done
}

apt() {
	DEBIAN_FRONTEND=noninteractive apt-get -q -y \
	    -o DPkg::Lock::Timeout=300 --no-install-recommends "$@"
}

trap undo EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
if [ ! -e "$policy" ]; then
	printf '#!/bin/sh\n%s\nexit 101\n' "$mark" > "$policy"
	chmod 0755 "$policy"
fi
if [ ! -e "$cluster" ]; then
	mkdir -p "${cluster%/*}"
	printf '%s\ncreate_main_cluster = false\n' "$mark" > "$cluster"
fi
# Without lists, or with old ones, the first try fails.
apt install "$@" || { apt update && apt install "$@"; }
