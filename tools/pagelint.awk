# pagelint.awk - what may not stand in a template.
# usage: awk -v allowed="$(cat tools/pagelint.allow)" -f pagelint.awk FILE.html...
#
# The content security policy forbids inline scripts and styles; escaping only
# protects quoted attributes; an address whose start comes from data may begin
# with javascript:; {{{raw}}} is not escaped.

function say(at, what,   before) {
	before = substr(text, 1, at)
	printf "%s:%d: %s\n", file, gsub(/\n/, "", before) + 1, what
}

BEGIN {
	n = split(allowed, w, "\n")
	for (i = 1; i <= n; i++) ok[w[i]] = 1
}
FNR == 1 { if (file != "") look(); file = FILENAME; text = "" }
{ text = text $0 "\n" }
END { if (file != "") look() }

# The name of the tag at i, which begins with {{
function raw(i,   s) {
	s = substr(text, i + 2, 80)
	if (s !~ /^[{&]/) return
	sub(/^[{&] */, "", s); sub(/ *}.*/, "", s)
	if (!(("raw " file " " s) in ok)) say(i, "{{{" s "}}} is not in tools/pagelint.allow")
}

# Mustache tags become one character, so that they are neither < nor = nor ".
function masked(   out, i, j) {
	out = ""
	for (i = 1; i <= length(text); i = j) {
		if (substr(text, i, 2) != "{{") {
			j = i + 1
			out = out substr(text, i, 1)
			continue
		}
		raw(i)
		j = index(substr(text, i), "}}")
		if (j == 0) { say(i, "{{ without }}"); return out }
		j = i + j + 1
		if (substr(text, j, 1) == "}") j++
		out = out mask(substr(text, i, j - i))
	}
	return out
}

# Of the same length and with the same lines.
function mask(s) {
	gsub(/[^\n]/, "\001", s)
	return s
}

function look(   s, i, end) {
	s = masked()
	if (s ~ /<style/) say(index(s, "<style"), "a style element")
	for (i = 1; i <= length(s); i++) {
		if (substr(s, i, 4) == "<!--") {
			end = index(substr(s, i), "-->")
			if (end > 0) { i += end + 1; continue }
		}
		if (substr(s, i, 1) == "<" && substr(s, i + 1, 1) ~ /[a-zA-Z]/)
			i = element(s, i)
	}
}

# The tag that begins at i; returns where it ends.
function element(s, i,   name, from, c, src, quote) {
	from = i
	name = tolower(word(s, i + 1))
	i += length(name) + 1
	src = 0
	for (; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == ">") break
		if (c != "=") continue
		quote = substr(s, i + 1, 1)
		if (quote != "\"" && quote != "'") {
			say(i, "an attribute without quotes in <" name ">")
			continue
		}
		if (attribute(s, i, name, quote) == "src") src = 1
		i += index(substr(s, i + 2), quote) + 1
	}
	if (name == "script" && (!src || substr(s, i + 1, 9) != "</script>"))
		say(from, "a script that is not a file")
	return i
}

function word(s, i,   w) {
	w = substr(s, i, 40)
	match(w, /^[a-zA-Z0-9-]*/)
	return substr(w, 1, RLENGTH)
}

# The attribute whose = is at i: its name, after a look at its value.
function attribute(s, i, tag,   name, value) {
	name = substr(s, i - 40 > 0 ? i - 40 : 1, i - (i - 40 > 0 ? i - 40 : 1))
	match(name, /[a-zA-Z-]*$/)
	name = tolower(substr(name, RSTART))
	value = substr(s, i + 2)
	value = substr(value, 1, index(value, substr(s, i + 1, 1)) - 1)
	if (name == "style") say(i, "a style attribute")
	if (name ~ /^on/) say(i, "an event handler, " name)
	if (name ~ /^(href|src|action|formaction|poster|srcset)$/) {
		if (match(substr(text, i + 2), /^[{][{][a-z_]+[}][}]/) &&
		    ("link " substr(text, i + 4, RLENGTH - 4)) in ok)
			return name
		# An image that is drawn from data runs nothing.
		if (value !~ /^[\/#?]/ && value !~ /^mailto:/ &&
		    !(tag == "img" && value ~ /^data:image\/svg\+xml,/))
			say(i, name "=\"" value "\" in <" tag "> does not start with a fixed path")
		else if (value ~ /^\/[\/\001]/)
			say(i, name " in <" tag "> could name another host")
	}
	return name
}
