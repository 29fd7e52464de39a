#include "core.h"
#include "mustache_ops.h"

#define DELIM_MAX	8

struct tag {
	char		 kind;		/* one of #^/!>&{= or 0 */
	const char	*from, *to;	/* delimiters included */
	const char	*s;		/* what it says, trimmed */
	size_t		 n;
	const char	*line;		/* where its line starts */
	bool		 alone;		/* on its line, which then goes */
};

struct compiler {
	struct templates *set;
	struct template	*t;
	const char	*start, *at, *end;
	const char	*counted;	/* lines counted up to here */
	unsigned	 line;
	char		 open[DELIM_MAX + 1], close[DELIM_MAX + 1];
	uint32_t	 cap;
	uint32_t	 sections[SECTIONS_MAX];
	unsigned	 depth;
	bool		 line_start;	/* the next op begins a line */
	char		*why;
	size_t		 whysize;
};

static bool bad(struct compiler *, unsigned, const char *, ...) PRINTF(3, 4);

static bool
bad(struct compiler *c, unsigned line, const char *fmt, ...)
{
	char what[200];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	snprintf(c->why, c->whysize, "%s.html:%u: %s", c->t->name, line, what);
	return false;
}

static const char *
find(const char *from, const char *end, const char *what)
{
	return memmem(from, (size_t)(end - from), what, strlen(what));
}

static bool
blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
space(char c)
{
	return blank(c) || c == '\n' || c == '\r';
}

static unsigned
line_of(struct compiler *c, const char *p)
{
	for (; c->counted < p; c->counted++)
		if (*c->counted == '\n')
			c->line++;
	return c->line;
}

/* Writing ops. */

static void
ops_grow(struct compiler *c)
{
	struct op *ops;

	c->cap = 2 * c->cap + 16;
	ops = arena_alloc(&c->set->mem, c->cap * sizeof(*ops));
	if (c->t->n > 0)
		memcpy(ops, c->t->ops, c->t->n * sizeof(*ops));
	c->t->ops = ops;
}

static struct op *
op_add(struct compiler *c, enum op_kind kind, const char *at)
{
	struct op *op;

	if (c->t->n == c->cap)
		ops_grow(c);
	op = &c->t->ops[c->t->n++];
	*op = (struct op){ .kind = kind, .line = line_of(c, at) };
	return op;
}

static void
text_add(struct compiler *c, const char *from, const char *to)
{
	struct op *op;

	if (from >= to)
		return;
	op = op_add(c, OP_TEXT, from);
	op->s = from;
	op->n = (size_t)(to - from);
	op->line_start = c->line_start;
	c->line_start = to[-1] == '\n';
}

/*
 * A line that starts with a tag has no text to carry its indentation, so it
 * gets an empty one.
 */
static void
line_begin(struct compiler *c, const struct tag *tag)
{
	struct op *op;

	if (!c->line_start || tag->alone)
		return;
	op = op_add(c, OP_TEXT, tag->from);
	op->s = "";
	op->line_start = true;
	c->line_start = false;
}

/* Names. */

static const struct name *
name_intern(struct templates *set, const char *s, size_t n)
{
	struct name *m;

	for (m = set->names; m != NULL; m = m->next)
		if (m->n == n && memcmp(m->s, s, n) == 0)
			return m;
	m = arena_alloc(&set->mem, sizeof(*m));
	m->s = arena_strndup(&set->mem, s, n);
	m->n = n;
	m->next = set->names;
	m->id = m->next == NULL ? 1 : m->next->id + 1;
	set->names = m;
	return m;
}

static bool
name_check(struct compiler *c, const struct tag *tag)
{
	unsigned line = line_of(c, tag->from);
	int n = (int)tag->n;

	if (n == 0)
		return bad(c, line, "a tag without a name");
	for (size_t i = 0; i < tag->n; i++)
		if ((unsigned char)tag->s[i] <= ' ' ||
		    strchr("{}<>\"'", tag->s[i]) != NULL)
			return bad(c, line, "\"%.*s\" is not a name", n,
			    tag->s);
	return true;
}

/* {{a.b}} becomes { a, b, NULL }, {{.}} becomes { NULL }. */
static bool
path_add(struct compiler *c, const struct tag *tag, struct op *op)
{
	const char *s = tag->s, *end = s + tag->n, *dot;
	const struct name **part;

	if (!name_check(c, tag))
		return false;
	op->s = arena_strndup(&c->set->mem, s, tag->n);
	op->n = tag->n;
	part = arena_alloc(&c->set->mem, (tag->n + 1) * sizeof(struct name *));
	op->path = part;
	if (strcmp(op->s, ".") == 0)
		return true;
	for (;; s = dot + 1) {
		dot = memchr(s, '.', (size_t)(end - s));
		if (dot == NULL)
			dot = end;
		if (dot == s)
			return bad(c, op->line, "\"%s\" is not a name", op->s);
		*part++ = name_intern(c->set, s, (size_t)(dot - s));
		if (dot == end)
			return true;
	}
}

/* Tags. */

static const struct helper *
helper_find(const struct templates *set, const struct op *op)
{
	const struct helper *h = set->helpers;

	for (; h != NULL && h->name != NULL; h++)
		if (strcmp(h->name, op->s) == 0)
			return h;
	return NULL;
}

static bool
var_add(struct compiler *c, const struct tag *tag)
{
	return path_add(c, tag,
	    op_add(c, tag->kind == 0 ? OP_ESCAPED : OP_RAW, tag->from));
}

static bool
section_add(struct compiler *c, const struct tag *tag)
{
	const struct helper *helper;
	uint32_t at = c->t->n;
	struct op *op;

	op = op_add(c, tag->kind == '^' ? OP_INVERTED : OP_SECTION, tag->from);
	if (!path_add(c, tag, op))
		return false;
	helper = helper_find(c->set, op);
	if (helper != NULL && op->kind == OP_INVERTED)
		return bad(c, op->line, "{{^%s}}, but %s is a helper", op->s,
		    op->s);
	if (helper != NULL) {
		op->kind = OP_HELPER;
		op->helper = helper;
	}
	if (c->depth == SECTIONS_MAX)
		return bad(c, op->line, "more than %d sections deep",
		    SECTIONS_MAX);
	c->sections[c->depth++] = at;
	return true;
}

static bool
section_end(struct compiler *c, const struct tag *tag)
{
	unsigned line = line_of(c, tag->from);
	struct op *op;
	int n = (int)tag->n;
	uint32_t at;

	if (c->depth == 0)
		return bad(c, line, "{{/%.*s}} closes nothing", n, tag->s);
	at = c->sections[--c->depth];
	op = &c->t->ops[at];
	if (op->n != tag->n || memcmp(op->s, tag->s, tag->n) != 0)
		return bad(c, line, "{{/%.*s}}, but %s of line %u is open", n,
		    tag->s, op->s, op->line);
	op->skip = c->t->n - at;
	return true;
}

static bool
partial_add(struct compiler *c, const struct tag *tag)
{
	struct op *op;

	if (!name_check(c, tag))
		return false;
	op = op_add(c, OP_PARTIAL, tag->from);
	op->s = arena_strndup(&c->set->mem, tag->s, tag->n);
	op->n = tag->n;
	if (strcmp(op->s, "content") == 0)
		op->kind = OP_CONTENT;
	op->alone = tag->alone;
	op->indent = tag->line;
	op->indent_n = tag->alone ? (size_t)(tag->from - tag->line) : 0;
	return true;
}

/* "<% %>": two words, neither with a "=". */
static bool
delimiters_set(struct compiler *c, const struct tag *tag)
{
	const char *s = tag->s, *end = s + tag->n, *mid = s, *last;

	while (mid < end && !space(*mid))
		mid++;
	for (last = mid; last < end && space(*last);)
		last++;
	if (mid == s || last == end || mid - s > DELIM_MAX ||
	    end - last > DELIM_MAX || memchr(s, '=', tag->n) != NULL)
		return bad(c, line_of(c, tag->from),
		    "\"%.*s\" are not delimiters", (int)tag->n, s);
	for (const char *p = last; p < end; p++)
		if (space(*p))
			return bad(c, line_of(c, tag->from),
			    "more than two delimiters");
	snprintf(c->open, sizeof(c->open), "%.*s", (int)(mid - s), s);
	snprintf(c->close, sizeof(c->close), "%.*s", (int)(end - last), last);
	return true;
}

static bool
tag_add(struct compiler *c, const struct tag *tag)
{
	switch (tag->kind) {
	case '!':
		return true;
	case '=':
		return delimiters_set(c, tag);
	default:
		break;
	}
	line_begin(c, tag);
	switch (tag->kind) {
	case '#':
	case '^':
		return section_add(c, tag);
	case '/':
		return section_end(c, tag);
	case '>':
		return partial_add(c, tag);
	default:
		return var_add(c, tag);
	}
}

/* Reading. */

/*
 * A tag that prints nothing and has its line to itself takes the line with
 * it, indentation and line end included.
 */
static void
tag_alone(struct compiler *c, struct tag *tag)
{
	const char *to = tag->to;

	tag->line = tag->from;
	while (tag->line > c->start && blank(tag->line[-1]))
		tag->line--;
	if (tag->kind == 0 || tag->kind == '&' || tag->kind == '{')
		return;
	while (to < c->end && blank(*to))
		to++;
	if (to + 1 < c->end && to[0] == '\r' && to[1] == '\n')
		to++;
	if ((tag->line > c->start && tag->line[-1] != '\n') ||
	    (to < c->end && *to != '\n'))
		return;
	tag->alone = true;
	tag->to = to < c->end ? to + 1 : to;
}

static void
tag_trim(struct tag *tag)
{
	while (tag->n > 0 && space(tag->s[0])) {
		tag->s++;
		tag->n--;
	}
	while (tag->n > 0 && space(tag->s[tag->n - 1]))
		tag->n--;
}

static bool
tag_read(struct compiler *c, const char *from, struct tag *tag)
{
	const char *p = from + strlen(c->open), *to;
	char close[sizeof(c->close) + 1];
	const char *first = "";

	*tag = (struct tag){ .from = from, .s = p };
	if (p < c->end && strchr("#^/!>&{=", *p) != NULL)
		tag->kind = *p++;
	if (tag->kind == '{')
		first = "}";
	else if (tag->kind == '=')
		first = "=";
	snprintf(close, sizeof(close), "%s%s", first, c->close);
	to = find(p, c->end, close);
	if (to == NULL)
		return bad(c, line_of(c, from), "a tag without its \"%s\"",
		    close);
	tag->s = p;
	tag->n = (size_t)(to - p);
	tag->to = to + strlen(close);
	tag_trim(tag);
	tag_alone(c, tag);
	return true;
}

static bool
compile(struct compiler *c)
{
	const char *from;
	struct tag tag;

	while ((from = find(c->at, c->end, c->open)) != NULL) {
		if (!tag_read(c, from, &tag))
			return false;
		text_add(c, c->at, tag.alone ? tag.line : from);
		if (!tag_add(c, &tag))
			return false;
		c->line_start = c->line_start || tag.alone;
		c->at = tag.to;
	}
	text_add(c, c->at, c->end);
	if (c->depth > 0) {
		const struct op *op = &c->t->ops[c->sections[c->depth - 1]];

		return bad(c, op->line, "%s is not closed", op->s);
	}
	return true;
}

bool
template_compile(struct templates *set, struct template *t, const char *text,
    size_t n, char *why, size_t whysize)
{
	struct compiler c = { .set = set, .t = t, .line = 1, .open = "{{",
	    .close = "}}", .line_start = true, .why = why,
	    .whysize = whysize };

	if (n > TEMPLATE_MAX)
		return bad(&c, 1, "longer than %zu bytes", TEMPLATE_MAX);
	if (n > 0 && memchr(text, '\0', n) != NULL)
		return bad(&c, 1, "a NUL byte");
	c.start = c.at = c.counted = arena_strndup(&set->mem, text, n);
	c.end = c.start + n;
	ops_grow(&c);
	return compile(&c);
}
