#include "core.h"
#include "buf.h"
#include "cookie.h"

#define PREFIX	"__Host-"

/* RFC 6265, section 4.1.1: a cookie-octet. */
static bool
value_char(char c)
{
	return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' &&
	    c != '\\';
}

/* RFC 9110, section 5.6.2: a token. */
static bool
name_char(char c)
{
	return c > 0x20 && c < 0x7f && strchr("\"(),/:;<=>?@[\\]{}", c) == NULL;
}

static bool
value_valid(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!value_char(s[i]))
			return false;
	return true;
}

/* If the pair at `s` has this name, where its value starts; or NULL. */
static const char *
after_name(const char *s, const char *prefix, const char *name)
{
	size_t pn = strlen(prefix), n = strlen(name);

	if (strncmp(s, prefix, pn) != 0 || strncmp(s + pn, name, n) != 0)
		return NULL;
	s += pn + n;
	return *s == '=' ? s + 1 : NULL;
}

/* The length of a value, less the blanks before the semicolon. */
static size_t
value_length(const char *s)
{
	size_t n = strcspn(s, ";");

	while (n > 0 && (s[n - 1] == ' ' || s[n - 1] == '\t'))
		n--;
	return n;
}

bool
cookie_find(const char *header, const char *name, bool secure,
    const char **value, size_t *n)
{
	const char *prefix = secure ? PREFIX : "", *found = NULL, *v;

	for (const char *s = header; *s != '\0'; s += *s == ';') {
		s += strspn(s, " \t");
		v = after_name(s, prefix, name);
		if (v != NULL && found != NULL)
			return false;
		if (v != NULL)
			found = v;
		s += strcspn(s, ";");
	}
	if (found == NULL)
		return false;
	*value = found;
	*n = value_length(found);
	return value_valid(found, *n);
}

static bool
name_valid(const char *s)
{
	if (*s == '\0')
		return false;
	for (; *s != '\0'; s++)
		if (!name_char(*s))
			return false;
	return true;
}

bool
cookie_write(struct buf *b, const struct cookie *c, bool secure)
{
	if (!name_valid(c->name) || !value_valid(c->value, strlen(c->value)))
		return false;
	buf_printf(b, "%s%s=%s; Path=/; HttpOnly; SameSite=%s",
	    secure ? PREFIX : "", c->name, c->value,
	    c->same_site == SAME_SITE_STRICT ? "Strict" : "Lax");
	if (secure)
		buf_lit(b, "; Secure");
	if (c->max_age >= 0)
		buf_printf(b, "; Max-Age=%" PRId64, c->max_age);
	return true;
}
