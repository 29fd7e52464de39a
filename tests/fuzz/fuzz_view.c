/*
 * JSON text as a page reads it, beside the same text read by Jansson.  What
 * Jansson reads is read, and every member and text is the same; what it
 * refuses is refused, but for what only it minds.
 */
#include "core.h"

#include <jansson.h>

#include "arena.h"
#include "mustache.h"
#include "view.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct arena arena;

static void same(const struct val *, const json_t *);

static void
same_object(const struct val *v, json_t *j)
{
	struct render r = { .arena = &arena };
	struct val member;
	const char *name;
	size_t n;
	json_t *m;

	json_object_keylen_foreach(j, name, n, m)
	{
		if (!v->src->get(&r, v, name, n, &member))
			abort();
		same(&member, m);
	}
	if (v->src->get(&r, v, "none is called so", 17, &member) &&
	    json_object_get(j, "none is called so") == NULL)
		abort();
}

static void
same_list(const struct val *v, const json_t *j)
{
	struct render r = { .arena = &arena };
	struct val item;

	if (v->n != json_array_size(j))
		abort();
	for (size_t i = 0; i < v->n; i++) {
		v->src->item(&r, v, i, &item);
		same(&item, json_array_get(j, i));
	}
}

static bool
is_number(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (s[i] == '\0' || strchr("+-.0123456789eE", s[i]) == NULL)
			return false;
	return n > 0;
}

/* Of numbers a page shows what was written, Jansson what it made of that. */
static void
same(const struct val *v, const json_t *j)
{
	struct val w = val_json(&arena, j);

	if (v->kind != w.kind)
		abort();
	if (json_is_number(j)) {
		if (!is_number(v->s, v->n))
			abort();
	} else if (v->kind == VAL_TEXT) {
		if (v->n != w.n || memcmp(v->s, w.s, v->n) != 0)
			abort();
	} else if (v->kind == VAL_FLAG) {
		if (v->flag != w.flag)
			abort();
	} else if (v->kind == VAL_OBJECT)
		same_object(v, (json_t *)(uintptr_t)j);
	else if (v->kind == VAL_LIST)
		same_list(v, j);
}

/* No JSON that a handler or the database wrote has these. */
static bool
unlikely(const char *s, size_t n, const json_error_t *e)
{
	switch (json_error_code(e)) {
	case json_error_numeric_overflow:
	case json_error_duplicate_key:
	case json_error_null_byte_in_key:
	case json_error_invalid_utf8:
		return true;
	default:
		for (size_t i = 0; i < n; i++)
			if ((unsigned char)s[i] < ' ')
				return true;
		return false;
	}
}

/* Those within texts count, too: that is no harm. */
static bool
is_deep(const char *s, size_t n)
{
	int depth = 0;

	for (size_t i = 0; i < n; i++)
		depth += s[i] == '[' || s[i] == '{';
	return depth > VIEW_DEPTH;
}

/* A byte 0 is the end to Jansson, wherever it stands. */
static void
compare(const struct view *view, const char *s, size_t n)
{
	int flags = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES;
	json_error_t e;
	json_t *j = json_loadb(s, n, (size_t)flags, &e);
	struct val v;

	if (view != NULL && j != NULL) {
		v = view_val(view);
		same(&v, j);
	} else if (j != NULL) {
		if (!is_deep(s, n) && memchr(s, '\0', n) == NULL)
			abort();
	} else if (view != NULL && !unlikely(s, n, &e))
		abort();
	json_decref(j);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s = (const char *)data;

	compare(view_read(&arena, s, n), s, n);
	arena_reset(&arena);
	return 0;
}
