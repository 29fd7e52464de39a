/*
 * A template, a partial "p" and JSON, each ended by a byte 1: compiling,
 * listing names and rendering must neither crash nor run on.
 */
#include "core.h"
#include <jansson.h>
#include "arena.h"
#include "buf.h"
#include "mustache.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
wrap(struct render *r, const char *inner, size_t n, struct buf *out)
{
	(void)r;
	if (inner[n] != '\0')
		abort();
	buf_html(out, inner, n);
}

static const struct helper helpers[] = {
	{ "h", wrap },
	{ NULL, NULL },
};

static const char *
part(const char **at, const char *end, size_t *n)
{
	const char *s = *at, *stop = NULL;

	if (s < end)
		stop = memchr(s, 1, (size_t)(end - s));
	*at = stop == NULL ? end : stop + 1;
	*n = (size_t)((stop == NULL ? end : stop) - s);
	return s;
}

static void
count(void *arg, const struct use *use)
{
	*(size_t *)arg += strlen(use->name) + strlen(use->within);
}

static void
render(const struct templates *set, const json_t *data)
{
	struct arena arena = { 0 };
	struct render r = { .arena = &arena,
	    .content = templates_find(set, "p") };
	const struct template *t = templates_find(set, "t");
	struct val v = val_json(&arena, data);
	struct buf out;
	size_t n = 0;

	buf_init(&out, &arena, 1 << 16);
	template_names(t, count, &n);
	if (!mustache_render(t, &r, &v, 1, &out) && r.error == NULL)
		abort();
	arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *input, size_t n)
{
	const char *at = (const char *)input, *end = at + n;
	struct templates *set = templates_new(helpers);
	const char *t, *p, *json;
	size_t nt, np, njson;
	char why[128];
	json_t *data;
	bool good;

	t = part(&at, end, &nt);
	p = part(&at, end, &np);
	json = part(&at, end, &njson);
	data = json_loadb(json, njson, JSON_DECODE_ANY, NULL);
	good = templates_add(set, "t", t, nt, why, sizeof(why));
	if (!templates_add(set, "p", p, np, why, sizeof(why)))
		good = false;
	templates_link(set, why, sizeof(why));
	if (good)
		render(set, data);
	json_decref(data);
	templates_free(set);
	return 0;
}
