#include "core.h"
#include <errno.h>
#include <fts.h>
#include "buf.h"
#include "mustache_ops.h"

struct templates *
templates_new(const struct helper *helpers)
{
	struct templates *set = calloc(1, sizeof(*set));

	if (set == NULL)
		abort();
	set->helpers = helpers;
	return set;
}

void
templates_free(struct templates *set)
{
	if (set == NULL)
		return;
	arena_free(&set->mem);
	free(set->v);
	free(set);
}

bool
templates_add(struct templates *set, const char *name, const char *text,
    size_t n, char *why, size_t whysize)
{
	struct template *t = arena_alloc(&set->mem, sizeof(*t));

	t->name = arena_strdup(&set->mem, name);
	if (strcmp(name, "content") == 0) {
		snprintf(why, whysize, "content.html: the name is taken by "
		    "what a layout surrounds");
		return false;
	}
	if (!template_compile(set, t, text, n, why, whysize))
		return false;
	if (set->n == set->cap) {
		set->cap = 2 * set->cap + 16;
		set->v = reallocarray(set->v, set->cap,
		    sizeof(struct template *));
		if (set->v == NULL)
			abort();
	}
	set->v[set->n++] = t;
	return true;
}

/* Linking. */

static int
by_name(const void *a, const void *b)
{
	const struct template *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

const struct template *
templates_find(const struct templates *set, const char *name)
{
	const struct template key = { .name = name }, *k = &key;
	struct template *const *hit;

	if (set->n == 0)
		return NULL;
	hit = bsearch(&k, set->v, set->n, sizeof(struct template *),
	    by_name);
	return hit == NULL ? NULL : *hit;
}

const struct template *
templates_at(const struct templates *set, size_t i)
{
	return i < set->n ? set->v[i] : NULL;
}

const char *
template_name(const struct template *t)
{
	return t->name;
}

static bool
template_link(const struct templates *set, struct template *t, char *why,
    size_t whysize)
{
	bool good = true;

	for (struct op *op = t->ops; op < t->ops + t->n; op++) {
		if (op->kind != OP_PARTIAL)
			continue;
		op->partial = templates_find(set, op->s);
		if (op->partial != NULL || !good)
			continue;
		snprintf(why, whysize, "%s.html:%u: there is no partial %s",
		    t->name, op->line, op->s);
		good = false;
	}
	return good;
}

/* Links what it can even after a failure; why tells of the first. */
bool
templates_link(struct templates *set, char *why, size_t whysize)
{
	bool good = true;

	if (set->n > 0)
		qsort(set->v, set->n, sizeof(struct template *), by_name);
	for (size_t i = 0; i + 1 < set->n && good; i++)
		if (by_name(&set->v[i], &set->v[i + 1]) == 0) {
			snprintf(why, whysize, "%s.html: there are two",
			    set->v[i]->name);
			good = false;
		}
	for (size_t i = 0; i < set->n; i++)
		if (!template_link(set, set->v[i], why, good ? whysize : 0))
			good = false;
	return good;
}

/* Files. */

static bool
file_read(FILE *f, struct buf *b)
{
	char part[4096];
	size_t n;

	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		buf_add(b, part, n);
	return ferror(f) == 0;
}

static bool
file_add(struct templates *set, const char *path, const char *name, char *why,
    size_t whysize)
{
	struct arena arena = { 0 };
	struct buf text;
	FILE *f = fopen(path, "re");
	bool good;

	buf_init(&text, &arena, TEMPLATE_MAX + 1);
	good = f != NULL && file_read(f, &text);
	if (!good)
		snprintf(why, whysize, "%s: %m", path);
	else
		good = templates_add(set, name, buf_text(&text),
		    text.broken ? TEMPLATE_MAX + 1 : text.n, why, whysize);
	if (f != NULL)
		fclose(f);
	arena_free(&arena);
	return good;
}

static bool
is_template(const FTSENT *e, size_t skip)
{
	size_t n = e->fts_pathlen;

	return e->fts_info == FTS_F && e->fts_name[0] != '.' &&
	    n > skip + 5 && strcmp(e->fts_path + n - 5, ".html") == 0;
}

/* "dir/courses/course.html" is courses/course. */
static bool
entry_add(struct templates *set, const FTSENT *e, size_t skip, char *why,
    size_t whysize)
{
	const char *name = arena_strndup(&set->mem, e->fts_path + skip,
	    e->fts_pathlen - skip - 5);

	return file_add(set, e->fts_accpath, name, why, whysize);
}

static int
entries_by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool
tree_add(struct templates *set, FTS *fts, const char *root, char *why,
    size_t whysize)
{
	size_t skip = strlen(root) + 1;
	FTSENT *e;

	while ((e = fts_read(fts)) != NULL) {
		if (e->fts_info == FTS_ERR || e->fts_info == FTS_DNR ||
		    e->fts_info == FTS_NS) {
			errno = e->fts_errno;
			snprintf(why, whysize, "%s: %m", e->fts_path);
			return false;
		}
		if (is_template(e, skip) &&
		    !entry_add(set, e, skip, why, whysize))
			return false;
	}
	if (set->n == 0)
		snprintf(why, whysize, "%s: no *.html in there", root);
	return set->n > 0;
}

struct templates *
templates_load(const char *dir, const struct helper *helpers, char *why,
    size_t whysize)
{
	struct templates *set = templates_new(helpers);
	char *root = arena_strdup(&set->mem, dir), *roots[] = { root, NULL };
	size_t n = strlen(root);
	bool good = false;
	FTS *fts;

	while (n > 1 && root[n - 1] == '/')
		root[--n] = '\0';
	fts = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, entries_by_name);
	if (fts == NULL)
		snprintf(why, whysize, "%s: %m", dir);
	else
		good = tree_add(set, fts, root, why, whysize);
	if (fts != NULL)
		fts_close(fts);
	if (good && templates_link(set, why, whysize))
		return set;
	templates_free(set);
	return NULL;
}
