# missing.sh - which things a verify script does not miss.  Sourced by run.sh.
# A column, a constraint and a right count where what they belong to was there
# before; of what comes new and whole the thing itself is enough.

parts() {
	as lyceum_ctl -f things.sql -f parts.sql | sort > "$1"
}

# noticed CHANGE STATEMENT: whether its verify script fails without that
noticed() {
	! printf '%s\n' 'begin;' "$2;" "\\i '$(script verify "$1")'" |
	    as lyceum_ctl > "$tmp/said" 2>&1
}

# belongs NAME: to something that this change has made itself
belongs() {
	local of

	case $1 in
	column*|constraint*)	of="table ${1#* }" of=${of%.*} ;;
	right*' on '*)		of="table ${1##* on }" ;;
	right*' to '*)		of="function ${1##* to }" ;;
	index*|trigger*)	return 1 ;;
	*)			return 1 ;;
	esac
	cut -f1 "$tmp/new" | grep -qxF -e "$of" -e "${of%.*}"
}

parts "$tmp/before"
for change in "${changes[@]}"; do
	echo "deploy $change" | walk
	parts "$tmp/after"
	comm -13 "$tmp/before" "$tmp/after" > "$tmp/new"
	mv "$tmp/after" "$tmp/before"
	[ $# = 0 ] || [[ " $* " == *" $change "* ]] || continue
	while IFS=$'\t' read -r name how; do
		belongs "$name" || noticed "$change" "$how" ||
			echo "$change: $name"
	done < "$tmp/new"
done
