#include "core.h"
#include "arena.h"
#include "buf.h"

void
buf_init(struct buf *b, struct arena *a, size_t limit)
{
	*b = (struct buf){ .arena = a, .limit = limit };
}

bool
buf_room(struct buf *b, size_t n)
{
	size_t cap;
	char *s;

	if (b->broken || n > b->limit - b->n) {
		b->broken = true;
		return false;
	}
	if (b->n + n < b->cap)
		return true;
	cap = 2 * (b->n + n) + 64;
	if (cap > b->limit + 1)
		cap = b->limit + 1;	/* buf_add() looks at nothing else */
	s = arena_alloc(b->arena, cap);
	if (b->n > 0)
		memcpy(s, b->s, b->n);
	b->s = s;
	b->cap = cap;
	return true;
}

void
buf_add_slow(struct buf *b, const void *p, size_t n)
{
	if (n == 0 || !buf_room(b, n))
		return;
	memcpy(b->s + b->n, p, n);
	b->n += n;
	b->s[b->n] = '\0';
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	if (n >= 0 && buf_room(b, (size_t)n)) {
		vsnprintf(b->s + b->n, (size_t)n + 1, fmt, again);
		b->n += (size_t)n;
	} else
		b->broken = true;
	va_end(again);
	va_end(ap);
}

void
buf_int(struct buf *b, int64_t v)
{
	char t[24], *p = t + sizeof(t);
	uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;

	do
		*--p = (char)('0' + u % 10);
	while ((u /= 10) > 0);
	if (v < 0)
		*--p = '-';
	buf_add(b, p, (size_t)(t + sizeof(t) - p));
}

static void
json_escape(struct buf *b, unsigned char c)
{
	if (c == '"' || c == '\\') {
		char e[2] = { '\\', (char)c };

		buf_add(b, e, 2);
	} else if (c == '\n')
		buf_lit(b, "\\n");
	else
		buf_printf(b, "\\u%04x", c);
}

/* RFC 8259, section 7. */
void
buf_jsonn(struct buf *b, const char *s, size_t n)
{
	size_t from = 0;

	buf_lit(b, "\"");
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)s[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buf_add(b, s + from, i - from);
		json_escape(b, c);
		from = i + 1;
	}
	buf_add(b, s + from, n - from);
	buf_lit(b, "\"");
}

void
buf_json(struct buf *b, const char *s)
{
	buf_jsonn(b, s, strlen(s));
}

static const char *
html_entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

/* Nonzero where a byte of w equals that of the repeated c. */
static inline uint64_t
has(uint64_t w, uint64_t c)
{
	w ^= c;
	return (w - 0x0101010101010101u) & ~w & 0x8080808080808080u;
}

/* How many bytes from s on need no escape, eight at a time. */
static size_t
html_plain(const char *s, size_t n)
{
	size_t i = 0;
	uint64_t w;

	for (; n - i >= 8; i += 8) {
		memcpy(&w, s + i, 8);
		if ((has(w, 0x2626262626262626u) | has(w, 0x3c3c3c3c3c3c3c3cu) |
		    has(w, 0x3e3e3e3e3e3e3e3eu) | has(w, 0x2222222222222222u) |
		    has(w, 0x2727272727272727u)) != 0)
			break;
	}
	return i;
}

void
buf_html(struct buf *b, const char *s, size_t n)
{
	size_t from = 0;

	for (size_t i = html_plain(s, n); i < n; i++) {
		const char *e;

		if ((unsigned char)s[i] > '>' ||
		    (e = html_entity(s[i])) == NULL)
			continue;
		buf_add(b, s + from, i - from);
		buf_puts(b, e);
		from = i + 1;
	}
	buf_add(b, s + from, n - from);
}

void
buf_url(struct buf *b, const char *s)
{
	static const char plain[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-._~";

	for (; *s != '\0'; s++) {
		if (strchr(plain, *s) != NULL)
			buf_add(b, s, 1);
		else
			buf_printf(b, "%%%02X", (unsigned char)*s);
	}
}

const char *
buf_text(const struct buf *b)
{
	return b->s == NULL ? "" : b->s;
}
