#include "core.h"
#include <strings.h>
#include "arena.h"
#include "multipart.h"
#include "text.h"

#define BOUNDARY_MAX 70u /* RFC 2046, section 5.1.1 */
#define HEADER_MAX 1024u /* bytes of one header of a part */

/* What is left to be read. */
struct cursor {
	const char *at, *end;
};

static bool
take(struct cursor *c, const char *s, size_t n)
{
	if ((size_t)(c->end - c->at) < n || memcmp(c->at, s, n) != 0)
		return false;
	c->at += n;
	return true;
}

#define take_lit(c, literal) take((c), "" literal, sizeof(literal) - 1)

static void
skip_blanks(struct cursor *c)
{
	while (c->at < c->end && (*c->at == ' ' || *c->at == '\t'))
		c->at++;
}

/* ---- "; name=value": a token, or quoted without a way to escape */

static bool
is_token(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') ||
	    (ch >= '0' && ch <= '9') ||
	    (ch != '\0' && strchr("!#$%&'*+-.^_`|~", ch) != NULL);
}

static void
read_token(struct cursor *c, struct cursor *out)
{
	out->at = c->at;
	while (c->at < c->end && is_token(*c->at))
		c->at++;
	out->end = c->at;
}

static bool
read_value(struct cursor *c, struct cursor *out)
{
	if (!take_lit(c, "\"")) {
		read_token(c, out);
		return out->end > out->at;
	}
	out->at = c->at;
	while (c->at < c->end && *c->at != '"')
		c->at++;
	out->end = c->at;
	return take_lit(c, "\"");
}

static bool
next_param(struct cursor *c, struct cursor *name, struct cursor *value)
{
	skip_blanks(c);
	if (!take_lit(c, ";"))
		return false;
	skip_blanks(c);
	read_token(c, name);
	return name->end > name->at && take_lit(c, "=") &&
	    read_value(c, value);
}

static bool
is_named(const struct cursor *c, const char *s)
{
	size_t n = strlen(s);

	return (size_t)(c->end - c->at) == n && strncasecmp(c->at, s, n) == 0;
}

/* ---- The delimiter: CR LF, two dashes and the boundary */

static bool
read_boundary(const char *type, struct cursor *out)
{
	static const char kind[] = "multipart/form-data";
	struct cursor c, name, value;
	size_t n = sizeof(kind) - 1, found = 0;

	if (type == NULL || strncasecmp(type, kind, n) != 0)
		return false;
	c = (struct cursor){ type + n, type + strlen(type) };
	while (next_param(&c, &name, &value))
		if (is_named(&name, "boundary")) {
			*out = value;
			found++;
		}
	skip_blanks(&c);
	return c.at == c.end && found == 1 && out->end > out->at &&
	    (size_t)(out->end - out->at) <= BOUNDARY_MAX;
}

/* ---- The headers of a part */

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	return c == 'A' || c == 'D' || c == 'a' || c == 'd' ?
	    (c | 0x20) - 'a' + 10 :
	    -1;
}

/* %22, %0D and %0A; any other per cent sign is itself. */
static char *
decode(const struct cursor *c, struct arena *a)
{
	char *out = arena_alloc(a, (size_t)(c->end - c->at) + 1), *o = out;

	for (const char *s = c->at; s < c->end; s++) {
		int ch = *s == '%' && c->end - s > 2 && hex(s[1]) >= 0 &&
			hex(s[2]) >= 0 ?
		    hex(s[1]) * 16 + hex(s[2]) :
		    -1;

		if (ch == '"' || ch == '\r' || ch == '\n') {
			*o++ = (char)ch;
			s += 2;
		} else
			*o++ = *s;
	}
	return text_is_utf8(out, (size_t)(o - out)) ? out : NULL;
}

static bool
read_disposition(struct cursor c, struct part *p, struct arena *a)
{
	struct cursor name, value;

	skip_blanks(&c);
	if (p->name != NULL || !take_lit(&c, "form-data"))
		return false;
	while (next_param(&c, &name, &value)) {
		const char **to = is_named(&name, "name") ? &p->name :
		    is_named(&name, "filename")           ? &p->filename :
							    NULL;

		if (to == NULL)
			continue;
		if (*to != NULL || (*to = decode(&value, a)) == NULL)
			return false;
	}
	skip_blanks(&c);
	return c.at == c.end && p->name != NULL;
}

/* One header without its CR LF; an empty one ends them. */
static bool
next_header(struct cursor *c, struct cursor *out)
{
	const char *end = memmem(c->at, (size_t)(c->end - c->at), "\r\n", 2);

	if (end == NULL || end - c->at > (ptrdiff_t)HEADER_MAX)
		return false;
	*out = (struct cursor){ c->at, end };
	c->at = end + 2;
	return true;
}

static bool
read_headers(struct cursor *c, struct part *p, struct arena *a)
{
	struct cursor h, name;

	while (next_header(c, &h)) {
		if (h.at == h.end)
			return p->name != NULL;
		read_token(&h, &name);
		if (!take_lit(&h, ":"))
			return false;
		if (is_named(&name, "content-disposition") &&
		    !read_disposition(h, p, a))
			return false;
	}
	return false;
}

/* ---- Parts */

static bool
read_part(struct cursor *c, const char *delimiter, size_t n, struct part *p,
    struct arena *a)
{
	const char *end;

	if (!read_headers(c, p, a))
		return false;
	/* An empty part's delimiter begins with the CR LF of its headers. */
	c->at -= 2;
	end = memmem(c->at, (size_t)(c->end - c->at), delimiter, n);
	if (end == NULL)
		return false;
	p->s = end == c->at ? end : c->at + 2;
	p->n = (size_t)(end - p->s);
	c->at = end + n;
	return true;
}

bool
multipart_parse(struct multipart *m, const char *type, const char *s,
    size_t n, struct arena *a)
{
	struct cursor c = { s, s + n }, b = { s, s };
	const char *delimiter;
	size_t len;

	*m = (struct multipart){ .n = 0 };
	if (!read_boundary(type, &b))
		return false;
	delimiter = arena_printf(a, "\r\n--%.*s", (int)(b.end - b.at), b.at);
	len = strlen(delimiter);
	m->at = arena_alloc(a, MULTIPART_MAX * sizeof(*m->at));
	if (!take(&c, delimiter + 2, len - 2))
		return false;
	while (!take_lit(&c, "--")) {
		skip_blanks(&c);
		if (m->n == MULTIPART_MAX || !take_lit(&c, "\r\n") ||
		    !read_part(&c, delimiter, len, &m->at[m->n], a))
			return false;
		m->n++;
	}
	return c.at == c.end || (take_lit(&c, "\r\n") && c.at == c.end);
}

const struct part *
multipart_get(const struct multipart *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->at[i].name, name) == 0)
			return &m->at[i];
	return NULL;
}
