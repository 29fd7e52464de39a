#!/bin/sh
# files.sh - write files.am, the lists of files that Makefile.am includes.
# usage: files.sh SRCDIR | files.sh --schemas SERVICE
#
# lib/ is the library, cgi/<service>/ a library and a program of that name,
# ctl/ a library and lyceumctl, tests/unit/test_*.c one program each.  The queries of
# sql/<schema>/ go into the service that owns the schema; those of a schema
# that no service owns go into the library; the messages of proto/ are a
# library of their own.  files.am is only touched when
# something has come or gone: make runs this each time.
set -eu
LC_ALL=C
export LC_ALL

schemas_of() {
	case $1 in
	auth)		echo identity ;;
	courses)	echo academics ;;
	grades)		echo grading ;;
	beacon)		echo beacon attendance ;;
	payments)	echo billing ;;
	esac
}

if [ "$1" = --schemas ]; then
	echo $(schemas_of "$2")
	exit
fi
cd "$1"

# list PATTERN...: the files that exist, sorted
list() {
	for f in "$@"; do
		if [ -f "$f" ]; then echo "$f"; fi
	done | sort
}

# under FOLDER...: every file below, without what tools leave behind
under() {
	for d in "$@"; do
		[ ! -d "$d" ] || find "$d" \
		    \( -name node_modules -o -name test-results \
		       -o -name __pycache__ -o -name '.*' -o -name '*.d' \) \
		    -prune -o -type f ! -name '*.o' ! -name '*~' ! -name '*.orig' -print
	done | sort
}

# var NAME OP WORD...: an assignment, if there is a word
var() {
	name=$1 op=$2
	shift 2
	if [ $# -gt 0 ]; then
		printf '%s %s' "$name" "$op"
		printf ' \\\n\t%s' "$@"
		printf '\n'
	fi
}

canon() {
	echo "$1" | sed 's/[^A-Za-z0-9_@]/_/g'
}

queries() {
	list "sql/$1"/queries/*.sql
}

# gen SCHEMA...: names of the generated sources
gen() {
	for s in "$@"; do
		[ -z "$(queries "$s")" ] || echo "gen/$s.c"
	done
}

# gen_rules: how gen/<schema>.[ch] is made of sql/<schema>/queries/
gen_rules() {
	for s in $schemas; do
		[ -n "$(queries "$s")" ] || continue
		var "${s}_sql" = $(queries "$s" | sed 's|^|$(srcdir)/|')
		for part in c h; do
			printf 'gen/%s.%s: $(%s_sql) $(srcdir)/tools/sqlgen.awk\n' \
			    "$s" $part "$s"
			printf '\t$(AM_V_GEN)$(MKDIR_P) gen && $(AWK) -v part=%s -v schema=%s \\\n' \
			    $part "$s"
			printf '\t  -f $(srcdir)/tools/sqlgen.awk $(%s_sql) > $@.tmp && mv $@.tmp $@\n' "$s"
		done
	done
}

# archive VARIABLE PATH "SOURCES" "GENERATED": a convenience library
archive() {
	[ -n "$3$4" ] || return 0
	n=$(canon "$2")
	var "$1" += "$2"
	var "${n}_SOURCES" = $3
	[ -n "$3" ] || echo "${n}_SOURCES ="
	var "nodist_${n}_SOURCES" = $4
}

service() {
	archive service_libs "cgi/$1/lib$1.a" \
	    "$(list cgi/"$1"/*.c cgi/"$1"/*.h | grep -v '/main\.c$')" \
	    "$(gen $(schemas_of "$1"))"
	if [ -f "cgi/$1/main.c" ]; then
		var pkglibexec_PROGRAMS += "$1.fcgi"
		var "$1_fcgi_SOURCES" = "cgi/$1/main.c"
		# The one service that calls out: it asks Stripe.
		[ "$1" != payments ] ||
			echo 'payments_fcgi_LDADD = $(LDADD) $(CURL_LIBS)'
	fi
}

# proto_rules: how gen/<name>.pb-c.[ch] are made of proto/<name>.proto; both
# by one run, of which the header is the second half.
proto_rules() {
	for p in $protos; do
		g=gen/proto/${p%.proto}.pb-c
		printf '%s.c: $(srcdir)/proto/%s\n' "$g" "$p"
		printf '\t$(AM_V_GEN)$(MKDIR_P) gen/proto && $(PROTOC_C) -I$(srcdir)/proto --c_out=gen/proto $(srcdir)/proto/%s\n' "$p"
		printf '%s.h: %s.c\n\t@touch $@\n' "$g" "$g"
	done
}

# programs VARIABLE "FILES" [EXTRA]: one program for each file
programs() {
	for f in $2; do
		p=${f%.c} n=$(canon "${f%.c}")
		var "$1" += "$p"
		var "${n}_SOURCES" = "$f"
		echo "${n}_LDADD = \$(test_ldadd)"
		[ -z "${3-}" ] || echo "${n}_LDFLAGS = \$(AM_LDFLAGS) $3"
	done
}

write_all() {
	echo "# Made by tools/files.sh; do not edit."
	services=$(for d in cgi/*/; do [ ! -d "$d" ] || basename "$d"; done)
	schemas=$(for d in sql/*/; do [ ! -d "$d" ] || basename "$d"; done)
	owned=$(for s in $services; do schemas_of "$s"; done)
	free=$(for s in $schemas; do
		case " $(echo $owned) " in *" $s "*) ;; *) echo "$s" ;; esac
	done)

	for s in $services; do service "$s"; done
	echo 'noinst_LIBRARIES += $(service_libs) $(ctl_libs)'
	archive noinst_LIBRARIES lib/liblyceum.a \
	    "$(list lib/*.c lib/*.h lib/*.def)" "$(gen $free)"
	protos=$(under proto | sed -n 's|^proto/\(.*\.proto\)$|\1|p')
	proto_c=$(for p in $protos; do echo "gen/proto/${p%.proto}.pb-c.c"; done)
	archive noinst_LIBRARIES gen/libproto.a "" "$proto_c"
	archive ctl_libs ctl/libctl.a \
	    "$(list ctl/*.c ctl/*.h | grep -v '/main\.c$')" ""
	if [ -f ctl/main.c ]; then
		var bin_PROGRAMS += lyceumctl
		var lyceumctl_SOURCES = ctl/main.c
		echo 'lyceumctl_LDADD = $(ctl_libs) $(LDADD) $(CURL_LIBS)'
		var pkgdata_DATA += gen/openapi.json
	fi
	archive test_libs tests/libt.a \
	    "$(list tests/*.c tests/*.h tests/unit/*.c tests/unit/*.h tests/api/*.c \
	        tests/api/*.h | grep -v '/test_[^/]*\.c$')" ""
	programs unit_programs "$(list tests/unit/test_*.c)"
	programs api_programs "$(list tests/api/test_*.c)"
	programs bench_programs "$(list tests/bench/*.c)"
	programs fuzz_programs "$(list tests/fuzz/fuzz_*.c)" '$(FUZZ_LDFLAGS)'

	var gen_c += $(gen $schemas) $proto_c
	gen_rules
	proto_rules
	var data_files = $(under templates sql nginx ops proto)
	var more_files = $(list autogen.sh lyceum README.md HACKING.md LICENSE \
	    .clang-format .clang-tidy .ci/run) $(under tools docs) \
	    $(under tests | grep -v '^tests/\(unit/\|api/\|bench/\|fuzz/\)\{0,1\}[^/]*\.[ch]$')
	var c_files = $(list lib/*.c cgi/*/*.c ctl/*.c tests/*.c tests/*/*.c)
}

# The tree may be read-only (distcheck), so nothing is written on the way.
made=$(write_all)
if [ ! -f files.am ] || [ "$made" != "$(cat files.am)" ]; then
	printf '%s\n' "$made" > "files.am.$$"
	mv "files.am.$$" files.am
fi
