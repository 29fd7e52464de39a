#include "core.h"

#include <math.h>

#include "log.h"
#include "logline.h"
#include "text.h"

#define CLOSING	((size_t)32)	/* kept free for the end of the line */

static void
put(struct logline *l, const char *s, size_t n)
{
	if (l->full || n > l->max - l->n) {
		l->full = true;
		return;
	}
	memcpy(l->s + l->n, s, n);
	l->n += n;
}

void
logline_raw(struct logline *l, const char *s)
{
	put(l, s, strlen(s));
}

static void
put_digits(struct logline *l, uint64_t v, unsigned least)
{
	char t[24], *p = t + sizeof(t);

	do {
		*--p = (char)('0' + v % 10);
		v /= 10;
		least -= least > 0;
	} while (v > 0 || least > 0);
	put(l, p, (size_t)(t + sizeof(t) - p));
}

static void
put_int(struct logline *l, int64_t v)
{
	if (v < 0)
		put(l, "-", 1);
	put_digits(l, v < 0 ? 0 - (uint64_t)v : (uint64_t)v, 1);
}

/* Length of the character at s; 0: not UTF-8. */
static size_t
char_len(const char *s, size_t n)
{
	for (size_t k = 1; k <= 4 && k <= n; k++)
		if (text_is_utf8(s, k))
			return k;
	return 0;
}

static void
put_u(struct logline *l, unsigned c)
{
	static const char hex[] = "0123456789abcdef";
	char e[6] = { '\\', 'u', '0', '0', hex[c >> 4 & 15], hex[c & 15] };

	put(l, e, sizeof(e));
}

/* U+0080 to U+009F, and the line and paragraph separators. */
static bool
put_odd(struct logline *l, const char *s, size_t k)
{
	if (k == 2 && s[0] == '\xc2' && (unsigned char)s[1] < 0xa0)
		put_u(l, (unsigned char)s[1]);
	else if (k == 3 && memcmp(s, "\xe2\x80\xa8", 3) == 0)
		logline_raw(l, "\\u2028");
	else if (k == 3 && memcmp(s, "\xe2\x80\xa9", 3) == 0)
		logline_raw(l, "\\u2029");
	else
		return false;
	return true;
}

/* Gives the bytes used of s. */
static size_t
put_char(struct logline *l, const char *s, size_t n)
{
	unsigned char c = (unsigned char)*s;
	size_t k;

	if (c == '"' || c == '\\') {
		put(l, "\\", 1);
		put(l, s, 1);
		return 1;
	}
	if (c < 0x20 || c == 0x7f) {
		put_u(l, c);
		return 1;
	}
	k = c < 0x80 ? 1 : char_len(s, n);
	if (k == 0) {
		logline_raw(l, "\\ufffd");
		return 1;
	}
	if (!put_odd(l, s, k))
		put(l, s, k);
	return k;
}

/* How much of it needs nothing done. */
static size_t
plain_run(const char *s, size_t n)
{
	size_t i = 0;

	while (i < n && s[i] >= ' ' && s[i] < 0x7f && s[i] != '"' &&
	    s[i] != '\\')
		i++;
	return i;
}

static void
put_quoted(struct logline *l, const char *s)
{
	size_t n = strlen(s), i = 0;
	size_t most = n < LOG_VALUE_MAX ? n : LOG_VALUE_MAX;

	put(l, "\"", 1);
	/* cppcheck-suppress knownConditionTrueFalse ; it is not */
	while (i < most) {
		size_t k = plain_run(s + i, most - i);

		put(l, s + i, k);
		i += k;
		/* cppcheck-suppress knownConditionTrueFalse ; nor this */
		if (i < most)
			i += put_char(l, s + i, n - i);
	}
	if (i < n)
		logline_raw(l, "\\u2026");
	put(l, "\"", 1);
}

static void
put_key(struct logline *l, const char *key)
{
	if (l->comma)
		put(l, ",", 1);
	l->comma = true;
	put_quoted(l, key);
	put(l, ":", 1);
}

/* A member is there as a whole or not at all. */
static void
undo_if_full(struct logline *l, struct logline before)
{
	if (!l->full || before.full)
		return;
	l->n = before.n;
	l->comma = before.comma;
}

void
logline_text(struct logline *l, const char *key, const char *value)
{
	struct logline before = *l;

	put_key(l, key);
	if (value == NULL)
		logline_raw(l, "null");
	else
		put_quoted(l, value);
	undo_if_full(l, before);
}

void
logline_int(struct logline *l, const char *key, int64_t v)
{
	struct logline before = *l;

	put_key(l, key);
	put_int(l, v);
	undo_if_full(l, before);
}

/* v units of 10^-digits */
void
logline_fixed(struct logline *l, const char *key, int64_t v, unsigned digits)
{
	struct logline before = *l;
	uint64_t u = v < 0 ? 0 : (uint64_t)v, unit = 1;

	for (unsigned i = 0; i < digits; i++)
		unit *= 10;
	put_key(l, key);
	put_digits(l, u / unit, 1);
	put(l, ".", 1);
	put_digits(l, u % unit, digits);
	undo_if_full(l, before);
}

static void
add_real(struct logline *l, const char *key, double v)
{
	struct logline before = *l;
	char t[40];

	put_key(l, key);
	if (isfinite(v))
		snprintf(t, sizeof(t), "%.15g", v);
	logline_raw(l, isfinite(v) ? t : "null");
	undo_if_full(l, before);
}

void
logline_kv(struct logline *l, const struct log_kv *kv)
{
	struct logline before = *l;

	switch (kv->kind) {
	case KV_INT:
		logline_int(l, kv->key, kv->num);
		break;
	case KV_REAL:
		add_real(l, kv->key, kv->real);
		break;
	case KV_BOOL:
		put_key(l, kv->key);
		logline_raw(l, kv->num != 0 ? "true" : "false");
		undo_if_full(l, before);
		break;
	case KV_TEXT:
	default:
		logline_text(l, kv->key, kv->text);
		break;
	}
}

void
logline_begin(struct logline *l, char *room, size_t size)
{
	*l = (struct logline){ .s = room, .max = size - CLOSING };
	put(l, "{", 1);
}

void
logline_context(struct logline *l)
{
	logline_raw(l, ",\"context\":{");
	l->comma = false;
}

/* The room for this was kept free. */
void
logline_end(struct logline *l, bool in_context)
{
	bool cut = l->full;

	l->full = false;
	l->max += CLOSING;
	logline_raw(l, in_context ? "}" : ",\"context\":{}");
	if (cut)
		logline_raw(l, ",\"cut\":true");
	put(l, "}", 1);
}
