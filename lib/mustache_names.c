#include "core.h"
#include "buf.h"
#include "mustache_ops.h"

struct walk {
	void			(*fn)(void *, const struct use *);
	void			*arg;
	struct buf		 within;
	const struct template	*in[PARTIALS_MAX];	/* being walked */
	unsigned		 depth;
};

static void walk_template(struct walk *, const struct template *);

static enum use_kind
use_of(const struct op *op)
{
	if (op->kind == OP_ESCAPED)
		return USE_ESCAPED;
	if (op->kind == OP_RAW)
		return USE_RAW;
	return op->kind == OP_SECTION ? USE_SECTION : USE_INVERTED;
}

static void
walk_name(struct walk *w, const struct op *op)
{
	struct use use = { .kind = use_of(op), .name = op->s,
	    .within = buf_text(&w->within),
	    .file = w->in[w->depth - 1]->name, .line = op->line };

	w->fn(w->arg, &use);
}

static const struct op *walk_op(struct walk *, const struct op *);

static const struct op *
walk_section(struct walk *w, const struct op *op)
{
	const struct op *end = op + op->skip;
	size_t n = w->within.n;

	if (n > 0)
		buf_lit(&w->within, "/");
	buf_puts(&w->within, op->s);
	for (op++; op < end;)
		op = walk_op(w, op);
	w->within.n = n;
	w->within.s[n] = '\0';
	return end;
}

static const struct op *
walk_op(struct walk *w, const struct op *op)
{
	switch (op->kind) {
	case OP_SECTION:
		walk_name(w, op);
		return walk_section(w, op);
	case OP_ESCAPED:
	case OP_RAW:
	case OP_INVERTED:
		walk_name(w, op);
		break;
	case OP_PARTIAL:
		walk_template(w, op->partial);
		break;
	case OP_TEXT:
	case OP_HELPER:
	case OP_CONTENT:
	default:
		break;
	}
	return op + 1;
}

/* A partial inside itself says nothing new. */
static void
walk_template(struct walk *w, const struct template *t)
{
	if (t == NULL || w->depth == PARTIALS_MAX)
		return;
	for (unsigned i = 0; i < w->depth; i++)
		if (w->in[i] == t)
			return;
	w->in[w->depth++] = t;
	for (const struct op *op = t->ops, *end = op + t->n; op < end;)
		op = walk_op(w, op);
	w->depth--;
}

void
template_names(const struct template *t,
    void (*fn)(void *arg, const struct use *use), void *arg)
{
	struct arena arena = { 0 };
	struct walk w = { .fn = fn, .arg = arg };

	buf_init(&w.within, &arena, TEMPLATE_MAX);
	walk_template(&w, t);
	arena_free(&arena);
}
