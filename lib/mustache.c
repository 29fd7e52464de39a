#include "core.h"
#include "buf.h"
#include "mustache_ops.h"

#define KNOWN_MAX	256u	/* a power of two */
#define KNOWN_TRIES	8u

/* A column found once.  The table may overflow: that costs time only. */
struct known {
	const struct source	*src;
	const void		*data;
	unsigned		 name;
	int			 column;
};

/* What names are looked up in, innermost first. */
struct frame {
	struct val		 val;
	const struct frame	*up;
};

static void run(struct render *, const struct op *, const struct op *,
    const struct frame *);

static bool
stopped(struct render *r)
{
	if (r->out->broken && r->error == NULL)
		r->error = "the page is too long";
	return r->error != NULL;
}

/* Before each list item and partial, so that every render ends. */
static bool
step(struct render *r)
{
	if (r->steps++ == STEPS_MAX && r->error == NULL)
		r->error = "the page takes too many steps";
	return !stopped(r);
}

/* Looking up. */

static int
column_of(struct render *r, const struct val *row, const struct name *name)
{
	uint32_t h = name->id * 0x9e3779b1u ^
	    (uint32_t)((uintptr_t)row->data >> 4) * 0x85ebca6bu;
	struct known *k;

	h >>= 16;
	for (unsigned i = 0; i < KNOWN_TRIES; i++) {
		k = &r->known[(h + i) & (KNOWN_MAX - 1)];
		if (k->name == name->id && k->data == row->data &&
		    k->src == row->src)
			return k->column;
		if (k->name == 0)
			break;
	}
	if (k->name != 0)
		k = &r->known[h & (KNOWN_MAX - 1)];
	*k = (struct known){ row->src, row->data, name->id,
	    row->src->column(row->data, name->s, name->n) };
	return k->column;
}

static bool
member(struct render *r, const struct val *object, const struct name *name,
    struct val *out)
{
	int column;

	out->kind = VAL_NONE;
	if (object->kind != VAL_OBJECT)
		return false;
	if (object->src->column == NULL)
		return object->src->get(r, object, name->s, name->n, out);
	column = column_of(r, object, name);
	if (column < 0)
		return false;
	object->src->value(r, object, column, out);
	return true;
}

/*
 * The first part is looked for in all contexts, the others only in what was
 * found: a chain that breaks is empty.
 */
static void
look(struct render *r, const struct op *op, const struct frame *f,
    struct val *out)
{
	const struct name *const *part = op->path;
	struct val in;

	out->kind = VAL_NONE;
	if (*part == NULL) {
		*out = f->val;
		return;
	}
	while (f != NULL && !member(r, &f->val, *part, out))
		f = f->up;
	while (f != NULL && *++part != NULL) {
		in = *out;
		if (!member(r, &in, *part, out))
			return;
	}
}

bool
val_true(const struct val *v)
{
	switch (v->kind) {
	case VAL_FLAG:
		return v->flag;
	case VAL_TEXT:
	case VAL_LIST:
		return v->n > 0;
	case VAL_OBJECT:
		return true;
	case VAL_NONE:
	default:
		return false;
	}
}

/* Writing. */

/* After each line end but the last: there the next op knows what follows. */
static void
put_indented(struct render *r, const struct op *op)
{
	const char *s = op->s, *end = s + op->n, *nl;
	bool due = op->line_start;

	do {
		if (due && (s == end || *s != '\n'))
			buf_add(r->out, r->indent, r->indent_n);
		nl = s == end ? NULL : memchr(s, '\n', (size_t)(end - s));
		nl = nl == NULL ? end : nl + 1;
		buf_add(r->out, s, (size_t)(nl - s));
		due = true;
		s = nl;
	} while (s < end);
}

static void
put_text(struct render *r, const struct op *op)
{
	if (r->indent_n == 0)
		buf_add(r->out, op->s, op->n);
	else
		put_indented(r, op);
}

static void
put_value(struct render *r, const struct op *op, const struct frame *f)
{
	struct val v;

	look(r, op, f, &v);
	if (v.kind == VAL_FLAG)
		buf_puts(r->out, v.flag ? "true" : "false");
	else if (v.kind != VAL_TEXT)
		return;
	else if (op->kind == OP_RAW || r->raw > 0)
		buf_add(r->out, v.s, v.n);
	else
		buf_html(r->out, v.s, v.n);
}

/* Sections. */

static void
each(struct render *r, const struct op *op, const struct op *end,
    const struct val *list, const struct frame *up)
{
	struct frame f = { .up = up };

	for (size_t i = 0; i < list->n && step(r); i++) {
		f.val.kind = VAL_NONE;
		if (list->src->item == NULL)
			f.val = val_object(list->src, list->data, i);
		else
			list->src->item(r, list, i, &f.val);
		run(r, op, end, &f);
	}
}

static void
section(struct render *r, const struct op *op, const struct op *end,
    const struct frame *up)
{
	struct frame f = { .up = up };

	look(r, op, up, &f.val);
	if (f.val.kind == VAL_LIST)
		each(r, op + 1, end, &f.val, up);
	else if (val_true(&f.val))
		run(r, op + 1, end, &f);
}

static void
inverted(struct render *r, const struct op *op, const struct op *end,
    const struct frame *f)
{
	struct val v;

	look(r, op, f, &v);
	if (!val_true(&v))
		run(r, op + 1, end, f);
}

/*
 * The text goes into the spare buffer, which the next helper takes again;
 * one inside another finds it taken and starts a new one.
 */
static void
helper(struct render *r, const struct op *op, const struct op *end,
    const struct frame *f)
{
	struct buf mine, *text = r->spare, *out = r->out;
	const char *indent = r->indent;
	size_t indent_n = r->indent_n;

	if (text == NULL) {
		buf_init(&mine, r->arena, out->limit);
		text = &mine;
	}
	text->n = 0;
	if (text->s != NULL)
		text->s[0] = '\0';
	r->spare = NULL;
	r->out = text;
	r->indent_n = 0;
	r->raw++;
	run(r, op + 1, end, f);
	r->raw--;
	r->indent = indent;
	r->indent_n = indent_n;
	if (!stopped(r))
		op->helper->run(r, buf_text(text), text->n, out);
	r->out = out;
	if (text != &mine)
		r->spare = text;
}

/* Partials. */

static void
include(struct render *r, const struct template *t, const struct frame *f)
{
	if (t == NULL || !step(r))
		return;
	if (r->depth == PARTIALS_MAX) {
		r->error = arena_printf(r->arena,
		    "more than %d partials deep at %s", PARTIALS_MAX,
		    t->name);
		return;
	}
	r->depth++;
	run(r, t->ops, t->ops + t->n, f);
	r->depth--;
}

/* A partial alone on its line is indented like that line. */
static void
indent_more(struct render *r, const struct op *op)
{
	char *s;

	if (r->indent_n == 0)
		r->indent = op->indent;
	else if (op->indent_n > 0) {
		s = arena_alloc(r->arena, r->indent_n + op->indent_n);
		memcpy(s, r->indent, r->indent_n);
		memcpy(s + r->indent_n, op->indent, op->indent_n);
		r->indent = s;
	}
	r->indent_n += op->indent_n;
}

static void
partial(struct render *r, const struct op *op, const struct frame *f)
{
	const struct template *t;
	const char *indent = r->indent;
	size_t indent_n = r->indent_n;

	t = op->kind == OP_CONTENT ? r->content : op->partial;
	if (op->kind == OP_PARTIAL && op->alone)
		indent_more(r, op);
	else
		r->indent_n = 0;
	include(r, t, f);
	r->indent = indent;
	r->indent_n = indent_n;
}

static const struct op *
block(struct render *r, const struct op *op, const struct op *end,
    const struct frame *f)
{
	if (op->kind == OP_SECTION)
		section(r, op, end, f);
	else if (op->kind == OP_INVERTED)
		inverted(r, op, end, f);
	else
		helper(r, op, end, f);
	return end;
}

static void
run(struct render *r, const struct op *op, const struct op *end,
    const struct frame *f)
{
	while (op < end) {
		switch (op->kind) {
		case OP_TEXT:
			put_text(r, op++);
			break;
		case OP_ESCAPED:
		case OP_RAW:
			put_value(r, op++, f);
			break;
		case OP_PARTIAL:
		case OP_CONTENT:
			partial(r, op++, f);
			break;
		case OP_SECTION:
		case OP_INVERTED:
		case OP_HELPER:
		default:
			op = block(r, op, op + op->skip, f);
			break;
		}
	}
}

bool
mustache_render(const struct template *t, struct render *r,
    const struct val *contexts, size_t n, struct buf *out)
{
	struct known known[KNOWN_MAX] = { 0 };
	struct frame *frames = arena_alloc(r->arena, (n + 1) * sizeof(*frames));
	struct buf spare;

	for (size_t i = 0; i < n; i++)
		frames[i + 1] = (struct frame){ contexts[i], &frames[i] };
	buf_init(&spare, r->arena, out->limit);
	r->error = NULL;
	r->out = out;
	r->known = known;
	r->spare = &spare;
	r->indent_n = 0;
	r->depth = r->raw = r->steps = 0;
	include(r, t, &frames[n]);
	r->out = NULL;
	r->known = NULL;
	r->spare = NULL;
	if (out->broken && r->error == NULL)
		r->error = "the page is too long";
	return r->error == NULL;
}
