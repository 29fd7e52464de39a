#include "core.h"
#include "arena.h"
#include "form.h"
#include "text.h"

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* NULL if it is not decodable text. */
static char *
decode(const char *s, size_t n, struct arena *a)
{
	char *out = arena_alloc(a, n + 1), *o = out;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '%') {
			if (n - i < 3 || hex(s[i + 1]) < 0 ||
			    hex(s[i + 2]) < 0)
				return NULL;
			*o++ = (char)(hex(s[i + 1]) * 16 + hex(s[i + 2]));
			i += 2;
		} else if (s[i] == '+')
			*o++ = ' ';
		else
			*o++ = s[i];
	}
	return text_is_utf8(out, (size_t)(o - out)) ? out : NULL;
}

static bool
add(struct form *f, const char *s, size_t n, struct arena *a)
{
	const char *eq = memchr(s, '=', n);
	size_t k = eq != NULL ? (size_t)(eq - s) : n;
	struct param *p = &f->at[f->n];

	p->name = decode(s, k, a);
	p->value = eq != NULL ? decode(eq + 1, n - k - 1, a) : "";
	f->n++;
	return p->name != NULL && p->value != NULL;
}

bool
form_parse(struct form *f, const char *s, size_t n, struct arena *a)
{
	size_t fields = 1;

	*f = (struct form){ 0 };
	for (size_t i = 0; i < n; i++)
		fields += s[i] == '&';
	if (fields > FORM_FIELDS_MAX)
		return false;
	f->at = arena_alloc(a, fields * sizeof(*f->at));
	for (size_t i = 0; i < n; i++) {
		const char *amp = memchr(s + i, '&', n - i);
		size_t k = amp != NULL ? (size_t)(amp - s) - i : n - i;

		if (k > 0 && !add(f, s + i, k, a))
			return false;
		i += k;
	}
	return true;
}

const char *
form_get(const struct form *f, const char *name)
{
	for (size_t i = 0; i < f->n; i++)
		if (strcmp(f->at[i].name, name) == 0)
			return f->at[i].value;
	return NULL;
}
