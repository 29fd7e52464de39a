#include "core.h"
#include "skim.h"
#include "text.h"

struct reader {
	const char *p, *end;
	unsigned depth;
	struct skim *want;
	size_t n;
};

static bool value(struct reader *);

static char
next(const struct reader *r)
{
	return r->p < r->end ? *r->p : '\0';
}

static void
blanks(struct reader *r)
{
	while (r->p < r->end && (*r->p == ' ' || *r->p == '\n' || *r->p == '\t' || *r->p == '\r'))
		r->p++;
}

static bool
take(struct reader *r, char c)
{
	if (next(r) != c)
		return false;
	r->p++;
	return true;
}

static bool
is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') ||
	    (c >= 'A' && c <= 'F');
}

static bool
escape(struct reader *r)
{
	static const char known[] = "\"\\/bfnrt";
	char c = next(r);

	if (c == '\0')
		return false;
	r->p++;
	if (c != 'u')
		return memchr(known, c, sizeof(known) - 1) != NULL;
	for (int i = 0; i < 4; i++, r->p++)
		if (!is_hex(next(r)))
			return false;
	return true;
}

static bool
string(struct reader *r)
{
	if (!take(r, '"'))
		return false;
	while (r->p < r->end) {
		char c = *r->p++;

		if (c == '"')
			return true;
		if ((unsigned char)c < ' ' || (c == '\\' && !escape(r)))
			return false;
	}
	return false;
}

static bool
digits(struct reader *r)
{
	const char *from = r->p;

	while (next(r) >= '0' && next(r) <= '9')
		r->p++;
	return r->p > from;
}

static bool
number(struct reader *r)
{
	take(r, '-');
	if (!take(r, '0') && !digits(r))
		return false;
	if (take(r, '.') && !digits(r))
		return false;
	if (!take(r, 'e') && !take(r, 'E'))
		return true;
	if (!take(r, '+'))
		take(r, '-');
	return digits(r);
}

static bool
word(struct reader *r, const char *w)
{
	size_t n = strlen(w);

	if ((size_t)(r->end - r->p) < n || memcmp(r->p, w, n) != 0)
		return false;
	r->p += n;
	return true;
}

/* Of two of one name the last counts, as in the database. */
static void
found(struct reader *r, const char *name, size_t len, const char *at)
{
	for (size_t i = 0; i < r->n; i++)
		if (strlen(r->want[i].name) == len &&
		    memcmp(r->want[i].name, name, len) == 0) {
			r->want[i].at = at;
			r->want[i].n = (size_t)(r->p - at);
		}
}

static bool
member(struct reader *r)
{
	const char *name, *at;
	size_t len;

	blanks(r);
	name = r->p + 1;
	if (!string(r))
		return false;
	len = (size_t)(r->p - name) - 1;
	blanks(r);
	if (!take(r, ':'))
		return false;
	blanks(r);
	at = r->p;
	if (!value(r))
		return false;
	if (r->depth == 1)
		found(r, name, len, at);
	blanks(r);
	return true;
}

static bool
element(struct reader *r)
{
	blanks(r);
	if (!value(r))
		return false;
	blanks(r);
	return true;
}

static bool
several(struct reader *r, bool (*one)(struct reader *), char end)
{
	r->p++;
	if (++r->depth > SKIM_DEPTH)
		return false;
	blanks(r);
	if (!take(r, end)) {
		do {
			if (!one(r))
				return false;
		} while (take(r, ','));
		if (!take(r, end))
			return false;
	}
	r->depth--;
	return true;
}

static bool
value(struct reader *r)
{
	switch (next(r)) {
	case '{':
		return several(r, member, '}');
	case '[':
		return several(r, element, ']');
	case '"':
		return string(r);
	case 't':
		return word(r, "true");
	case 'f':
		return word(r, "false");
	case 'n':
		return word(r, "null");
	default:
		return number(r);
	}
}

bool
skim_object(const char *s, size_t n, struct skim *want, size_t count)
{
	struct reader r = { s, s + n, 0, want, count };

	for (size_t i = 0; i < count; i++)
		want[i].at = NULL;
	if (!text_is_utf8(s, n))
		return false;
	blanks(&r);
	if (next(&r) != '{' || !value(&r))
		return false;
	blanks(&r);
	return r.p == r.end;
}
