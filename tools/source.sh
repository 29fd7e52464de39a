# source.sh - from the checkout to installed programs.  Sourced by ./lyceum.
#
# The checkout is only read, by whoever may read it: what changed is copied to
# the state folder and built there by the own user, who may not be able to
# read the checkout (a clone in a closed home).

SOURCES=(lib cgi ctl proto sql templates nginx ops docs tests tools .ci
    configure.ac Makefile.am autogen.sh lyceum .clang-format .clang-tidy
    README.md HACKING.md LICENSE)

# Name, size and time of every source, sorted by name.
source_list() {
	local name there=()

	cd "$1" || return 1
	for name in "${SOURCES[@]}"; do
		[ ! -e "$name" ] || there+=("$name")
	done
	find "${there[@]}" \( -name node_modules -o -name .deps -o \
	    -name test-results -o -name __pycache__ \) -prune -o -type f ! -name '*.o' ! -name '*.a' \
	    -printf '%p\t%s\t%T@\n' | LC_ALL=C sort
}

# Copy what changed and drop what went.  The copies get the time of now, so
# that make sees them even when an older file has come back.
source_sync() {
	local old=$STATE/sources new

	[ "$HERE" != "$STATE/src" ] || return 0
	new=$(source_list "$HERE") || die "cannot read the checkout at $HERE"
	as_own mkdir -p "$STATE/src"
	[ -x "$STATE/src/lyceum" ] && [ -f "$old" ] || as_own cp /dev/null "$old"
	source_remove "$old" "$new"
	source_copy "$old" "$new"
	as_own sh -c 'cat > "$1.new" && mv "$1.new" "$1"' sh "$old" <<< "$new"
}

source_remove() {
	LC_ALL=C comm -23 <(cut -f1 "$1") <(cut -f1 <<< "$2") |
	while read -r name; do
		[ -n "$name" ] || continue
		as_own rm -f "$STATE/src/$name" "$DIST/share/lyceum/$name"
	done
}

source_copy() {
	local changed

	changed=$(LC_ALL=C comm -13 "$1" - <<< "$2" | cut -f1)
	[ -n "$changed" ] || return 0
	tar -C "$HERE" --no-recursion -T - -cf - <<< "$changed" |
		(cd "$STATE" && as_own tar -C "$STATE/src" -xmf -) ||
		die "cannot copy the checkout at $HERE to $STATE/src; is every file readable?"
}

jobs() {
	local n kb

	n=$(nproc)
	kb=$(awk '/^MemAvailable/ { print $2 }' /proc/meminfo)
	[ "$kb" -ge $((n * 400000)) ] || n=1
	echo "${LYCEUM_JOBS:-$n}"
}

# build_ready FOLDER OPTION...: configured with these options
build_ready() {
	local dir=$1 src=$STATE/src

	shift
	if [ ! -x "$src/configure" ]; then
		logged "$LOG/build.log" "autogen.sh failed" sh "$src/autogen.sh"
	fi
	if [ ! -f "$dir/Makefile" ] || [ "$(cat "$dir/.options" 2>/dev/null)" != "$*" ]; then
		rm -rf "$dir"
		mkdir -p "$dir"
		logged "$LOG/build.log" "configure failed" \
		    env -C "$dir" "$src/configure" --quiet "$@"
		echo "$*" > "$dir/.options"
	fi
}

# build FOLDER PREFIX OPTION...: built and installed, if the sources changed
build() {
	local dir=$1 prefix=$2

	shift 2
	: > "$LOG/build.log"
	build_ready "$dir" --prefix="$prefix" "$@"
	logged "$LOG/build.log" "the build failed" \
	    make -C "$dir" -j"$(jobs)" all
	# -C leaves alone what has not changed, so that its time tells.
	logged "$LOG/build.log" "the installation into $prefix failed" \
	    make -C "$dir" install INSTALL='/usr/bin/install -C'
	cp "$STATE/sources" "$dir/.built"
}

build_is_fresh() {
	[ -d "$DIST/share" ] && cmp -s "$STATE/sources" "$1/.built"
}

build_if_changed() {
	build_is_fresh "$1" || step "building" build "$@"
}

# A short name for what is installed; pages and pools go by it.
dist_id() {
	find "$DIST/libexec" "$DIST/bin" "$DIST/share" -type f \
	    -printf '%p %s %T@\n' 2>/dev/null | LC_ALL=C sort | sha256sum |
	    cut -c1-10
}
