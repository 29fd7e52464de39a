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

# step deploy|revert PROJECT:CHANGE [FILE]: and the fingerprint, into FILE
step() {
	{
		echo "\\i '$(script "$1" "$2")'"
		if [ "$1" = deploy ]; then
			echo '\o /dev/null'
			echo "\\i '$(script verify "$2")'"
		fi
		if [ $# -gt 2 ]; then
			echo "\\o '$3'"
			echo "\\i '$here/fingerprint.sql'"
		fi
	} | as lyceum_ctl || fail "$1 of $2"
}

# same WHAT FILE FILE
same() {
	diff -U0 --label expected --label "$1" "$2" "$3" | cut -c1-2000 ||
	    fail "$1"
}

# Each reverted, from the last; what one leaves is told of that one only.
down() {
	local i wrong=

	: > "$tmp/known"
	for ((i = ${#changes[@]}; i > 0; i--)); do
		step revert "${changes[i - 1]}" "$tmp/now"
		diff "$tmp/$((i - 1))" "$tmp/now" | grep '^[<>]' | sort > "$tmp/differs" || :
		comm -13 "$tmp/known" "$tmp/differs" > "$tmp/new"
		mv "$tmp/differs" "$tmp/known"
		[ -s "$tmp/new" ] || continue
		wrong+=" ${changes[i - 1]}"
		echo "revert of ${changes[i - 1]}: < is missing, > is left"
		cut -c1-2000 "$tmp/new"
	done
	[ -z "$wrong" ] || fail "reverts of$wrong"
}

# rows FILE: every row of the released tables, by the columns that they had
rows() {
	as lyceum_ctl -f "$tmp/rows.sql" | sort > "$1"
}

# Ids and times that a deploy has made are others each time.
nameless() {
	sed -E '/^row /s/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.+]+//g' \
	    "$1" | sort
}

upgrade() {
	local change i
	local -a first rest

	mapfile -t first < <(old)
	mapfile -t rest < <(all | grep -vxF "$(old)")
	for change in "${first[@]}"; do step deploy "$change"; done
	as lyceum_ctl -f rows.sql
	as lyceum_ctl -f tables.sql > "$tmp/rows.sql"
	as lyceum_ctl -f fingerprint.sql > "$tmp/old"
	rows "$tmp/rows.old"
	for change in "${rest[@]}"; do step deploy "$change"; done
	rows "$tmp/rows.new"
	comm -23 "$tmp/rows.old" "$tmp/rows.new" > "$tmp/lost"
	[ ! -s "$tmp/lost" ] || { cat "$tmp/lost"; fail "an upgrade changes rows"; }
	as lyceum_ctl -f fingerprint.sql > "$tmp/upgraded"
	grep -v '^row ' "$tmp/${#changes[@]}" > "$tmp/fresh"
	grep -v '^row ' "$tmp/upgraded" > "$tmp/now"
	same 'upgraded' "$tmp/fresh" "$tmp/now"
	for change in "${changes[@]}"; do
		as lyceum_ctl -f "$(script verify "$change")" > /dev/null ||
		    fail "verify of $change when all are deployed"
	done
	for ((i = ${#rest[@]}; i > 0; i--)); do step revert "${rest[i - 1]}"; done
	as lyceum_ctl -f fingerprint.sql > "$tmp/now"
	same 'downgraded' "$tmp/old" "$tmp/now"
}

up() {
	local i

	as lyceum_ctl -f fingerprint.sql > "$tmp/0"
	for ((i = 0; i < ${#changes[@]}; i++)); do
		step deploy "${changes[i]}" "$tmp/$((i + 1))"
	done
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
same 'reverted' "$tmp/0" "$tmp/now"
upgrade
echo "deployed again over rows, and back, after ${SECONDS} s"
psql -X -q -d postgres -c "drop database $db with (force)"
