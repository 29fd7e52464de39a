#!/bin/bash
# gate.sh - what the compiler does not check.
# usage: gate.sh SRCDIR [CHECK...], by `make gate [GATE="CHECK..."]`, which sets
# CC, MAKE and CHECK_FLAGS and runs it in the build folder.
#
#	format	clang-format's spaces, indents and braces; lines <= 80 columns
#	size	files <= 500 lines (functions <= 60: tidy)
#	floors	includes go down only (tools/floors); a service knows only itself
#	fences	libpq, libcurl and libmemcached where they belong
#	pages	templates and scripts keep to the content security policy
#	shell	scripts parse
#	units	systemd reads ops/*.service and ops/*.timer
#	headers	every header compiles alone, after core.h
#	cppcheck
#	tidy	clang-tidy, .clang-tidy
#	dist	make distcheck
set -u -o pipefail
LC_ALL=C
export LC_ALL
SRC=$1
shift
BUILD=$PWD
CHECKS=(format size floors fences pages shell units headers cppcheck tidy dist)
[ $# -eq 0 ] || CHECKS=("$@")
JOBS=${LYCEUM_JOBS:-$(nproc)}
read -ra FLAGS <<< "$CHECK_FLAGS"
cd "$SRC" || exit 1
SRC=$PWD
mapfile -t C < <(find lib cgi ctl tests -name '*.[ch]' ! -path '*/node_modules/*' 2>/dev/null | sort)
mapfile -t OURS < <(printf '%s\n' "${C[@]}" | grep -E '^(lib|cgi|ctl)/')

# complain WORDS: true if there was nothing to read
complain() {
	local found

	found=$(cat)
	[ -n "$found" ] || return 0
	printf '%s\n' "$found" "gate: $1" >&2
	return 1
}

# What clang-format is asked about: the text without its line breaks, and the
# indentation of the lines that open, close or decide something.  Members,
# comments and what continues a line may be aligned and broken as one likes.
layout() {
	local text

	text=$(awk '/^#/ { on = 1 } on { on = /\\$/; next } 1' "$1")
	tr -s ' \t\n' '   ' <<< "$text" |
		sed 's/\([(]\) /\1/g; s/ \(->\|[);,]\)/\1/g; s/-> /->/g; s/ (\*/(*/g; s/) "/)"/g' |
		tr ' ' '\n'
	grep -E '^[	 ]*((if|for|while|do|switch|return|else|case|default|break|continue)([^a-zA-Z0-9_]|$)|[{}]$|} (else|while))' \
	    <<< "$text" | sed 's/[^	 ].*//'
}

# To clang-format `template` is a word of C++.
format_one() {
	local ours its

	ours=$(mktemp) its=$(mktemp)
	sed 's/\<template\>/template_/g' "$1" > "$ours"
	clang-format --assume-filename="$1" < "$ours" > "$its"
	if ! diff <(layout "$ours") <(layout "$its") > "$its.diff"; then
		echo "$1: clang-format has it otherwise (< ours, > its):"
		head -n 6 "$its.diff"
	fi
	rm -f "$ours" "$its" "$its.diff"
}

check_format() {
	export -f format_one layout
	{
		printf '%s\n' "${C[@]}" | xargs -P"$JOBS" -n 16 \
		    bash -c 'for f; do format_one "$f"; done' bash
		for f in "${C[@]}"; do
			expand "$f" | awk -v f="$f" '
				/clang-format off/ { off = 1 }
				/clang-format on/ { off = 0 }
				!off && length($0) > 80 && !/https?:\/\// {
					print f ":" NR ": " length($0) " columns" }'
			grep -nE '[ 	]+$' "$f" | sed "s|^|$f:|; s|\$| (blanks at the end)|" || :
		done
	} | complain "tables may be fenced with /* clang-format off */"
}

check_size() {
	find "${C[@]}" lyceum tools sql templates -type f \
	    ! -name '*.svg' ! -name '*.def' -exec awk '
		FNR == 501 { print FILENAME ": more than 500 lines" }' {} + |
		complain "files end at 500 lines"
}

includes() {
	grep -HoE '^#include "[^"]+"' "$@" | sed 's/:#include "/ /; s/"$//'
}

check_floors() {
	{
		includes lib/*.[ch] | awk '
		NR == FNR {
			if (/^[a-z]/) { n++; for (i = 1; i <= NF; i++) floor[$i] = n }
			next
		}
		function stem(s) { sub(/.*\//, "", s); sub(/\.[a-z]+$/, "", s); return s }
		/\.def$/ || $2 ~ /^gen\// { next }
		{
			a = stem($1); b = stem($2)
			if (!(a in floor)) unknown[$1]
			else if (b in floor && floor[b] > floor[a])
				print $1 " includes " $2 ", which is above it"
		}
		END { for (f in unknown) print f " has no floor" }' tools/floors -
		service_includes
	} | complain "see tools/floors"
}

# A service knows the library and itself; others only through their views and
# functions in SQL.
service_includes() {
	local dir svc own

	for dir in cgi/*/; do
		svc=$(basename "$dir")
		own=$(sh tools/files.sh --schemas "$svc" | tr ' ' '|')
		includes "$dir"*.[ch] | awk -v own="^gen/($own|platform)[.]h$" -v dir="$dir" '
		{ there = (getline line < (dir $2)) > 0; close(dir $2) }
		{ lib = (getline line < ("lib/" $2)) > 0; close("lib/" $2) }
		!there && !lib && $2 !~ own { print $1 " includes " $2 }'
	done
}

# fence HEADER FILES...: whoever includes it and is not one of them
fence() {
	local header=$1

	shift
	grep -lE "^#include <$header" "${OURS[@]}" |
		grep -vxF "$(printf '%s\n' "$@")" | sed "s,\$, includes <$header>,"
}

check_fences() {
	{
		fence 'libpq|^#include <postgres' lib/db.c lib/db_error.c lib/rows.c lib/copy.c
		fence 'curl/' lib/fetch.c
		fence 'libmemcached' lib/cache.c
		for f in "${OURS[@]}"; do
			case $f in *.c) ;; *) continue ;; esac
			[ "$(grep -m1 '^#include' "$f")" = '#include "core.h"' ] ||
				echo "$f does not begin with core.h"
		done
	} | complain "each outside library has one door"
}

check_pages() {
	{
		find templates -name '*.html' -exec awk -v allowed="$(cat tools/pagelint.allow)" \
		    -f tools/pagelint.awk {} +
		find templates -name '*.js' -exec grep -nHE \
		    'innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|https?://' {} + || :
	} | complain "the content security policy would stop it, or should"
}

check_shell() {
	for f in lyceum autogen.sh .ci/run tools/*.sh tests/*/*.sh; do
		[ ! -f "$f" ] || bash -n "$f" 2>&1
	done | complain "scripts do not parse"
}

# Whether the program is installed is another question.
check_units() {
	local dir f

	if ! command -v systemd-analyze > /dev/null; then
		echo 'gate: units are not looked at: there is no systemd-analyze'
		return 0
	fi
	dir=$(mktemp -d)
	for f in ops/*.service ops/*.timer; do
		sed 's|^ExecStart=/usr/bin/lyceumctl|ExecStart=/bin/true|' "$f" > "$dir/${f##*/}"
	done
	systemd-analyze --man=no verify "$dir"/* 2>&1 | sed "s|$dir|ops|g" |
		complain "systemd would not start it so"
	f=$?
	rm -rf "$dir"
	return "$f"
}

check_headers() {
	for f in "${C[@]}" "$BUILD"/gen/*.h; do
		case $f in
		*/core.h|*/mustache_ops.def|*.c) continue ;;
		/*) ;;
		*) f=$SRC/$f ;;
		esac
		printf '#include "core.h"\n#include "%s"\n' "$f" |
			(cd "$BUILD" && $CC "${FLAGS[@]}" -Werror -fsyntax-only -x c - 2>&1) ||
			echo "$f does not compile alone"
	done | complain "a header includes what it needs"
}

# System headers stay unread: cppcheck does not need them.
check_cppcheck() {
	mkdir -p "$BUILD/.cppcheck"
	cppcheck --quiet --error-exitcode=1 -j "$JOBS" --std=c11 --inline-suppr \
	    --enable=warning,performance,portability,style \
	    --cppcheck-build-dir="$BUILD/.cppcheck" \
	    --suppressions-list=tools/cppcheck.suppress \
	    --include=tools/cppcheck.h -Icgi \
	    -DHAVE_CONFIG_H -Ilib -I"$BUILD" -I"$BUILD/gen" -Itests \
	    $(printf '%s\n' "${OURS[@]}" | grep '\.c$') 2>&1 |
		complain "cppcheck; // cppcheck-suppress where it is wrong, and why"
}

# A file is looked at again when it, or anything it includes, has changed.
tidy_one() {
	local stamp out more=

	# A test may run a shell, reads what it has written itself, and is not
	# worth the analyzer's minutes.
	case $1 in
	tests/*) more='-cert-env33-c,-cert-err34-c,-clang-analyzer-*' ;;
	esac
	stamp=$BUILD/.tidy/$({ cat .clang-tidy "$1"; cd "$BUILD" && $CC $CHECK_FLAGS \
	    -E "$SRC/$1"; } 2>/dev/null | sha256sum | cut -c1-40)
	[ ! -f "$stamp" ] || return 0
	if out=$(cd "$BUILD" && clang-tidy --quiet --config-file="$SRC/.clang-tidy" \
	    --checks="$more" "$SRC/$1" -- $TIDY_FLAGS 2>/dev/null); then
		touch "$stamp"
	else
		printf '%s\n' "$out"
	fi
}

# The flags that only gcc knows would each be a finding.
check_tidy() {
	local f

	TIDY_FLAGS='-std=gnu17 -Wall -Wextra -Wno-missing-field-initializers'
	for f in "${FLAGS[@]}"; do
		case $f in -[DI]*|-i*|/*|.*|[a-z]*) TIDY_FLAGS+=" $f" ;; esac
	done
	mkdir -p "$BUILD/.tidy"
	export TIDY_FLAGS BUILD SRC CC CHECK_FLAGS
	export -f tidy_one
	find "${C[@]}" -name '*.c' | xargs -P"$JOBS" -I{} bash -c 'tidy_one {}' |
		complain "clang-tidy; // NOLINT(check) where it is wrong, and why"
}

check_dist() {
	(cd "$BUILD" && ${MAKE:-make} -s -j"$JOBS" distcheck > distcheck.log 2>&1) || {
		tail -n 30 "$BUILD/distcheck.log" >&2
		echo "gate: distcheck; the whole log is $BUILD/distcheck.log" >&2
		return 1
	}
}

failed=
for check in "${CHECKS[@]}"; do
	since=$EPOCHREALTIME
	if "check_$check"; then word=passed; else word=FAILED; failed+=" $check"; fi
	us=$((${EPOCHREALTIME/[.,]/} - ${since/[.,]/}))
	printf '  gate: %-10s %3d.%d s  %s\n' "$check" $((us / 1000000)) \
	    $((us % 1000000 / 100000)) "$word"
done
[ -z "$failed" ] || { echo "gate: failed:$failed" >&2; exit 1; }
