# sqlgen.awk - turn named .sql files into prepared statements and typed C.
# usage: awk -v part=h|c -v schema=NAME -f sqlgen.awk FILE.sql...
#
# A file begins with its prototype, a comment of one or more lines:
#	-- name(param type, ...) one|many|exec [struct]
# and holds one statement.  `:param` becomes $n, n being the place of the
# parameter in the prototype, except inside quotes, dollar quotes and
# comments, and except `::type` and slices.  Comments are dropped.  A
# parameter that is not used, or used and not declared, is an error.
#
# For each query: `const struct query q_NAME` and a caller sql_NAME(), which
# calls one of these of db.h, according to the prototype:
#	one, many, many S	struct rows *db_rows(req, query, args)
#	one S			struct S *db_one(req, query, args)
#	exec			int64_t db_exec(req, query, args)
# The rows of `many S` are read with rows_struct(rows, i, query->row, arena).

function die(msg) {
	printf "%s: %s\n", file, msg > "/dev/stderr"
	failed = 1
	exit 1
}

BEGIN {
	n = split("uuid text bigint int boolean numeric date timestamptz json", w, " ")
	for (i = 1; i <= n; i++) types[w[i]] = 1
	n = split("auto break case char const continue default do double " \
	    "else enum extern float for goto if inline int long register " \
	    "restrict return short signed sizeof static struct switch " \
	    "typedef union unsigned void volatile while bool r args", w, " ")
	for (i = 1; i <= n; i++) taken[w[i]] = 1
	n = split("one many exec", w, " ")
	for (i = 1; i <= n; i++) cards[w[i]] = 1
	word = "[a-z_][a-z0-9_]*"
	guard = "GEN_" toupper(schema) "_H"
	printf "/* Made by tools/sqlgen.awk from the queries of sql/%s; do not edit. */\n", schema
	if (part == "h") {
		printf "#ifndef %s\n#define %s\n\n", guard, guard
		print "struct query;\nstruct req;\nstruct rows;"
	} else
		printf "#include \"core.h\"\n#include \"db.h\"\n#include \"%s.h\"\n\n", schema
}

FNR == 1 {
	if (file != "") flush_query()
	file = FILENAME; head = ""; in_head = 1; body = ""
}
in_head {
	if ($0 !~ /^--/) die("the prototype is not '-- name(param type, ...) one|many|exec [struct]'")
	sub(/^-- */, "")
	head = head (head == "" ? "" : " ") $0
	if (head ~ /\) *(one|many|exec)( +[a-z_][a-z0-9_]*)? *$/) {
		read_head()
		in_head = 0
	} else if (head ~ /\)/) die("after the parameters comes one, many or exec")
	next
}
{ body = body $0 "\n" }
END {
	if (failed) exit 1
	if (file != "") flush_query()
	if (part == "h")
		printf "\n/* All of them, then NULL. */\nextern const struct query *const %s_queries[];\n\n#endif\n", schema
	else
		printf "const struct query *const %s_queries[] = {\n%s\tNULL\n};\n", schema, all
}

# head -> name, np, pname[], ptype[], card, row
function read_head(   i, n, a, b, base, args, rest) {
	base = file; sub(/.*\//, "", base); sub(/\.sql$/, "", base)
	if (index(head, "(") == 0) die("the prototype has no parameter list")
	name = substr(head, 1, index(head, "(") - 1)
	if (name != base) die("the file is not named after the query " name)
	args = substr(head, index(head, "(") + 1)
	rest = substr(args, index(args, ")") + 1)
	args = substr(args, 1, index(args, ")") - 1)
	split(rest, a, " "); card = a[1]; row = a[2]
	if (card == "exec" && row != "") die("exec has no rows to read")
	for (i in seen) delete seen[i]
	np = 0
	n = split(args, a, /,/)
	for (i = 1; i <= n; i++) {
		if (split(a[i], b, " ") == 0 && n == 1) break
		if (split(a[i], b, " ") != 2) die("'" a[i] "' is not a name and a type")
		if (b[1] !~ ("^" word "$") || b[1] in taken) die("a parameter cannot be called " b[1])
		if (!(b[2] in types)) die("unknown type " b[2])
		if (b[1] in seen) die("parameter " b[1] " twice")
		np++
		seen[b[1]] = np; used[np] = 0; pname[np] = b[1]; ptype[np] = b[2]
	}
}

# End of the quoted text, comment or parameter that begins at s[i]; sets kind.
function token_end(s, i,   c, two, rest, tag, depth, j, quote) {
	c = substr(s, i, 1); two = substr(s, i, 2); rest = substr(s, i)
	kind = "text"
	if (c == "'" || c == "\"") {
		quote = c == "'" && substr(s, i - 1, 1) ~ /[eE]/ && substr(" " s, i - 1, 1) !~ /[A-Za-z0-9_]/
		for (j = i + 1; j <= length(s) && substr(s, j, 1) != c; j++)
			if (quote && substr(s, j, 1) == "\\") j++
		if (j > length(s)) die("a quote does not end")
		return j
	}
	if (two == "--") {
		kind = "comment"
		return match(rest, /\n/) ? i + RSTART - 2 : length(s)
	}
	if (two == "/*") {
		kind = "comment"
		for (depth = 0; i <= length(s); i++) {
			two = substr(s, i, 2)
			if (two == "/*") { depth++; i++ }
			else if (two == "*/") { i++; if (--depth == 0) return i }
		}
		die("a comment does not end")
	}
	if (c == "$" && match(rest, /^\$([A-Za-z_][A-Za-z0-9_]*)?\$/)) {
		tag = substr(rest, 1, RLENGTH)
		j = index(substr(rest, RLENGTH + 1), tag)
		if (j == 0) die("a dollar quote does not end")
		return i + 2 * length(tag) + j - 2
	}
	if (two == "::") return i + 1
	if (c == ":" && substr(s, i - 1, 1) !~ /[A-Za-z0-9_\])]/ && match(substr(rest, 2), "^" word)) {
		kind = "param"
		return i + RLENGTH
	}
	return i
}

# The statement with $n for parameters, without comments and last semicolon.
function statement(s,   out, i, j, p) {
	out = ""
	for (i = 1; i <= length(s); i = j + 1) {
		j = token_end(s, i)
		if (kind == "comment") continue
		if (kind == "param") {
			p = substr(s, i + 1, j - i)
			if (!(p in seen)) die(":" p " is not declared on line 1")
			used[seen[p]] = 1
			out = out "$" seen[p]
		} else {
			if (j == i && substr(s, i, 1) == ";" && substr(s, i + 1) !~ /^[ \t\n]*$/)
				die("more than one statement")
			out = out substr(s, i, j - i + 1)
		}
	}
	gsub(/[ \t]+\n/, "\n", out); gsub(/\n\n+/, "\n", out)
	sub(/^\n/, "", out); sub(/[ \t\n;]+$/, "", out)
	if (out == "") die("no statement")
	return out
}

# Text as C literals, one a line.
function literal(s,   out, i, c) {
	out = "\t    \""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\\" || c == "\"") out = out "\\" c
		else if (c == "\n") out = out "\\n\"\n\t    \""
		else if (c == "\t") out = out "\\t"
		else if (c == "?" && substr(s, i + 1, 1) == "?") out = out "?\"\""
		else out = out c
	}
	return out "\""
}

function prototype(   i, s) {
	s = "sql_" name "(struct req *r"
	for (i = 1; i <= np; i++) s = s ", const char *" pname[i]
	return s ")"
}

function returns() {
	if (card == "exec") return "int64_t"
	return "struct " (row != "" && card == "one" ? row : "rows")
}

function runner() {
	if (card == "exec") return "db_exec"
	return row != "" && card == "one" ? "db_one" : "db_rows"
}

function put_names(what, a,   i) {
	printf "\t.%s = (const char *const[]){ ", what
	for (i = 1; i <= np; i++) printf "\"%s\", ", a[i]
	print "NULL },"
}

function put_source(sql,   i) {
	if (row != "") printf "extern const struct shape %s_shape;\n", row
	printf "const struct query q_%s = {\n\t.name = \"%s\",\n", name, name
	put_names("params", pname)
	put_names("types", ptype)
	printf "\t.card = CARD_%s,\n", toupper(card)
	if (row != "") printf "\t.row = &%s_shape,\n", row
	print "\t.state = &(struct query_state){ 0 },"
	printf "\t.text =\n%s,\n};\n\n", literal(sql)
	printf "%s%s\n%s\n{\n\tconst char *const args[] = { ", returns(), card == "exec" ? "" : " *", prototype()
	for (i = 1; i <= np; i++) printf "%s, ", pname[i]
	printf "NULL };\n\n\treturn %s(r, &q_%s, args);\n}\n\n", runner(), name
}

function flush_query(   i, sql) {
	if (in_head) die("the prototype does not end")
	sql = statement(body)
	all = all "\t&q_" name ",\n"
	for (i = 1; i <= np; i++)
		if (!used[i]) die("parameter " pname[i] " is not used")
	if (part == "h") {
		print ""
		if (row != "") printf "struct %s;\n", row
		printf "extern const struct query q_%s;\n%s%s%s;\n", name, returns(), card == "exec" ? " " : " *", prototype()
	} else
		put_source(sql)
}
