#!/bin/bash
# Every migration there and back, in a database of its own on the server of
# PGHOST, as PGUSER, who may make databases:
#
#   up        each change is deployed and verified
#   down      each is reverted, in reverse; what is left must be what was there
#             before it, to the last right, comment and row
#   upgrade   a database as releases left it (released), with rows in it, gets
#             the rest, comes to the same as a new one and has its rows; and
#             back again
#
#	run.sh [--missing [PROJECT:CHANGE...]]
#
# --missing instead takes out, one after the other, each thing that a change
# makes, and names those whose verify script does not notice.  (Minutes.)
set -euo pipefail
export LC_ALL=C PGOPTIONS='-c client_min_messages=warning'
cd "$(dirname "$0")"
here=$PWD
sql=$here/../../sql
db=lyceum_migrations
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# In the order of `lyceumctl migrate` (ctl/plan.c).
projects=$(sed -n '/^static const char \*const names/,/^};/s/[",]/ /gp' \
    ../../ctl/plan.c | grep -v '[={}]')

# The last change of each project before money.
declare -A released=([platform]=external_ids [identity]=grading [academics]=plan
    [grading]=as_of [attendance]=mark [beacon]=upkeep [billing]=payments
    [messaging]=base)

fail() {
	echo "FAILED: $*"
	exit 1
}

# as ROLE [ARGUMENT...]: psql, as sqitch runs it
as() {
	psql -X -q -A -t -v ON_ERROR_STOP=1 -v registry=sqitch -d "$db" -U "$@"
}

empty() {
	psql -X -q -v ON_ERROR_STOP=1 -d postgres \
	    -c "drop database if exists $db with (force)" \
	    -c "create database $db template template0"
	as "$PGUSER" -f "$sql/roles.sql"
}

# all: PROJECT:CHANGE a line, as they are deployed
all() {
	local p

	for p in $projects; do
		awk -v p="$p" '/^[%@#]/ || !NF { next } { print p ":" $1 }' \
		    "$sql/$p/sqitch.plan"
	done
}

# Of those, what has been released.
old() {
	local change p done=' '

	for change in "${changes[@]}"; do
		p=${change%%:*}
		[[ $done == *" $p "* ]] || echo "$change"
		[ "${change#*:}" != "${released[$p]}" ] || done+="$p "
	done
}

# script deploy|revert|verify PROJECT:CHANGE
script() {
	echo "$sql/${2%%:*}/$1/${2#*:}.sql"
}

# walk: lines "deploy|revert PROJECT:CHANGE [FILE]", done in one session; into
# FILE goes the fingerprint after it
walk() {
	{
		echo "\\i '$here/things.sql'"
		while read -r how change file; do
			echo '\o /dev/null'
			echo "\\i '$(script "$how" "$change")'"
			[ "$how" = revert ] ||
				echo "\\i '$(script verify "$change")'"
			if [ -n "$file" ]; then
				echo "\\o '$file'"
				echo "\\i '$here/fingerprint.sql'"
			fi
		done
	} | as lyceum_ctl
}

# same WHAT FILE FILE
same() {
	diff -U0 --label expected --label "$1" "$2" "$3" | cut -c1-2000 ||
	    fail "$1"
}

# Each deployed; the fingerprint after the Nth is in made.N.
up() {
	local i

	fingerprint "$tmp/made.0"
	for ((i = 0; i < ${#changes[@]}; i++)); do
		echo "deploy ${changes[i]} $tmp/made.$((i + 1))"
	done | walk
}

# Each reverted, from the last; what one leaves is told of that one only.
down() {
	local i wrong=

	for ((i = ${#changes[@]} - 1; i >= 0; i--)); do
		echo "revert ${changes[i]} $tmp/left.$i"
	done | walk || wrong=' the last'
	: > "$tmp/known"
	for ((i = ${#changes[@]} - 1; i >= 0; i--)); do
		[ -f "$tmp/left.$i" ] || break
		diff "$tmp/made.$i" "$tmp/left.$i" | grep '^[<>]' |
		    sort > "$tmp/differs" || :
		comm -13 "$tmp/known" "$tmp/differs" > "$tmp/new"
		mv "$tmp/differs" "$tmp/known"
		[ -s "$tmp/new" ] || continue
		wrong+=" ${changes[i]}"
		echo "revert of ${changes[i]}: < is missing, > is left"
		cut -c1-2000 "$tmp/new"
	done
	[ -z "$wrong" ] || fail "reverts of$wrong"
}

fingerprint() {
	as lyceum_ctl -f things.sql -f fingerprint.sql > "$1"
}

# rows FILE: every row of the released tables, by the columns that they had
rows() {
	as lyceum_ctl -f "$tmp/rows.sql" | sort > "$1"
}

# A deploy that adds permissions counts every school's matrix up, on purpose.
lasting() {
	grep -v '^row identity.role_versions: ' "$1" > "$1.lasting"
	echo "$1.lasting"
}

upgrade() {
	local change i
	local -a rest

	old | sed 's/^/deploy /' | walk
	as lyceum_ctl -f rows.sql
	as lyceum_ctl -f tables.sql > "$tmp/rows.sql"
	fingerprint "$tmp/old"
	rows "$tmp/rows.old"
	mapfile -t rest < <(all | grep -vxF "$(old)")
	printf 'deploy %s\n' "${rest[@]}" | walk
	rows "$tmp/rows.new"
	comm -23 "$tmp/rows.old" "$tmp/rows.new" > "$tmp/lost"
	[ ! -s "$tmp/lost" ] || { cat "$tmp/lost"; fail 'an upgrade changes rows'; }

	fingerprint "$tmp/upgraded"
	grep -v '^row ' "$tmp/made.${#changes[@]}" > "$tmp/new"
	grep -v '^row ' "$tmp/upgraded" > "$tmp/now"
	same upgraded "$tmp/new" "$tmp/now"
	for change in "${changes[@]}"; do
		echo "\\i '$(script verify "$change")'"
	done | as lyceum_ctl -o /dev/null || fail 'verify, when all is deployed'

	for ((i = ${#rest[@]} - 1; i >= 0; i--)); do
		echo "revert ${rest[i]}"
	done | walk
	fingerprint "$tmp/now"
	same downgraded "$(lasting "$tmp/old")" "$(lasting "$tmp/now")"
}

mapfile -t changes < <(all)
[ ${#changes[@]} -gt 70 ] || fail "the plans were not found"
empty
if [ "${1-}" = --missing ]; then
	shift
	. ./missing.sh
	exit
fi
up
echo "${#changes[@]} changes deployed in ${SECONDS} s"
down
echo "reverted after ${SECONDS} s"
upgrade
echo "deployed again over rows, and back, after ${SECONDS} s"
psql -X -q -d postgres -c "drop database $db with (force)"
