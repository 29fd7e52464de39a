#include "core.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>

#include "arena.h"
#include "conf.h"
#include "num.h"

#ifdef PACKAGE_VERSION
#define CONF_VERSION	PACKAGE_VERSION
#else
#define CONF_VERSION	"0"
#endif

#define LINE_MAX_BYTES	4096
#define NAME_MAX_BYTES	64

enum kind { KIND_TEXT, KIND_INT, KIND_BOOL };

struct row {
	const char	*name, *value, *help;
	enum kind	 kind;
	size_t		 offset;
};

static const struct row rows[] = {
#define CONF(kind, name, value, help)					\
	{ #name, value, help, KIND_##kind, offsetof(struct config, name) },
#include "conf.def"
#undef CONF
};

struct reading {
	struct config	*config;
	struct arena	*arena;
	const char	*file;
	int		 line;
	bool		 ours;		/* not in another pool's section */
	char		*why;
	size_t		 why_size;
};

static const struct row *
find(const char *name)
{
	for (size_t i = 0; i < NITEMS(rows); i++)
		if (strcmp(rows[i].name, name) == 0)
			return &rows[i];
	return NULL;
}

static const char *
kind_missed(enum kind k)
{
	switch (k) {
	case KIND_INT:
		return "not a whole number from 1 on";
	case KIND_BOOL:
		return "neither yes nor no";
	case KIND_TEXT:
	default:
		return "not a text";
	}
}

static bool
set(struct config *c, struct arena *a, const struct row *row, const char *text)
{
	char *at = (char *)c + row->offset;
	const char *copy;
	int64_t n;
	bool yes;
	int i;

	switch (row->kind) {
	case KIND_INT:
		if (!num_read(text, 1, INT_MAX, &n))
			return false;
		i = (int)n;
		memcpy(at, &i, sizeof(i));
		return true;
	case KIND_BOOL:
		yes = strcmp(text, "yes") == 0;
		if (!yes && strcmp(text, "no") != 0)
			return false;
		memcpy(at, &yes, sizeof(yes));
		return true;
	case KIND_TEXT:
	default:
		copy = arena_strdup(a, text);
		memcpy(at, &copy, sizeof(copy));
		return true;
	}
}

static bool
complain(const struct reading *r, const char *what, const char *name)
{
	snprintf(r->why, r->why_size, "%s:%d: %s: %s", r->file, r->line,
	    what, name);
	return false;
}

static bool
unknown(const struct reading *r, const char *name)
{
	size_t n;

	complain(r, "no such setting", name);
	for (size_t i = 0; i < NITEMS(rows); i++) {
		n = strlen(r->why);
		snprintf(r->why + n, r->why_size - n, "%s%s",
		    i == 0 ? "; there are: " : ", ", rows[i].name);
	}
	return false;
}

static char *
trim(char *s)
{
	size_t n;

	while (isspace((unsigned char)*s))
		s++;
	n = strlen(s);
	while (n > 0 && isspace((unsigned char)s[n - 1]))
		n--;
	s[n] = '\0';
	return s;
}

/* A # begins a comment at the start and after a blank: a value may hold one. */
static void
cut_comment(char *s)
{
	for (char *p = s; *p != '\0'; p++)
		if (*p == '#' && (p == s || isspace((unsigned char)p[-1]))) {
			*p = '\0';
			return;
		}
}

static char *
value_of(char *s)
{
	char *end;

	s = trim(s);
	if (*s != '"') {
		cut_comment(s);
		return trim(s);
	}
	end = strchr(++s, '"');
	if (end == NULL)
		return NULL;
	*end++ = '\0';
	cut_comment(end);
	return *trim(end) == '\0' ? s : NULL;
}

static bool
read_section(struct reading *r, char *s)
{
	size_t n;

	cut_comment(s);
	s = trim(s);
	n = strlen(s);
	if (n < 3 || s[n - 1] != ']')
		return complain(r, "a section is [name of a pool]", s);
	s[n - 1] = '\0';
	r->ours = strcmp(s + 1, r->config->pool) == 0;
	return true;
}

static bool
read_line(struct reading *r, char *s)
{
	const struct row *row;
	char *eq, *value;
	const char *name;

	s = trim(s);
	if (*s == '\0' || *s == '#')
		return true;
	if (*s == '[')
		return read_section(r, s);
	eq = strchr(s, '=');
	if (eq == NULL)
		return complain(r, "a line is key = value", s);
	*eq = '\0';
	name = trim(s);
	row = find(name);
	if (row == NULL)
		return unknown(r, name);
	value = value_of(eq + 1);
	if (value == NULL)
		return complain(r, "the quotes do not match", name);
	if (r->ours && !set(r->config, r->arena, row, value))
		return complain(r, kind_missed(row->kind), name);
	return true;
}

static bool
read_file(struct reading *r)
{
	char line[LINE_MAX_BYTES];
	bool ok = true;
	FILE *f = fopen(r->file, "re");

	if (f == NULL) {
		snprintf(r->why, r->why_size, "%s: %s", r->file,
		    strerror(errno));
		return false;
	}
	while (ok && fgets(line, sizeof(line), f) != NULL) {
		r->line++;
		if (strlen(line) == sizeof(line) - 1)
			ok = complain(r, "the line is too long", line);
		else
			ok = read_line(r, line);
	}
	if (ok && ferror(f))
		ok = complain(r, "cannot be read", strerror(errno));
	fclose(f);
	return ok;
}

static bool
read_environment(struct reading *r)
{
	char name[NAME_MAX_BYTES];

	for (size_t i = 0; i < NITEMS(rows); i++) {
		const char *value;

		snprintf(name, sizeof(name), "LYCEUM_%s", rows[i].name);
		for (char *p = name; *p != '\0'; p++)
			*p = (char)toupper((unsigned char)*p);
		value = getenv(name);
		if (value == NULL)
			continue;
		if (!set(r->config, r->arena, &rows[i], value)) {
			snprintf(r->why, r->why_size, "%s: %s", name,
			    kind_missed(rows[i].kind));
			return false;
		}
	}
	return true;
}

bool
conf_load(struct config *c, struct arena *a, const char *file,
    const char *pool, char *why, size_t size)
{
	struct reading r = {
		.config = c, .arena = a, .file = file, .ours = true,
		.why = why, .why_size = size
	};

	*c = (struct config){ .pool = arena_strdup(a, pool) };
	for (size_t i = 0; i < NITEMS(rows); i++)
		if (!set(c, a, &rows[i], rows[i].value))
			abort();	/* conf.def is wrong */
	if (file != NULL && !read_file(&r))
		return false;
	return read_environment(&r);
}

void
conf_print_help(FILE *f)
{
	for (size_t i = 0; i < NITEMS(rows); i++)
		fprintf(f, "  %-17s %s (%s)\n", rows[i].name, rows[i].help,
		    rows[i].value[0] == '\0' ? "empty" : rows[i].value);
}

const char *
conf_version(void)
{
	return CONF_VERSION;
}
