#include "core.h"
#include <ctype.h>
#include <jansson.h>
#include "auth.h"
#include "conf.h"
#include "describe.h"
#include "log.h"

/* What a worker keeps: the document, and what the page shows of it. */
static struct {
	char	*text;
	size_t	 n;
	json_t	*paths;
} docs;

/* ---- The list of the page */

static const char *
text_of(const json_t *o, const char *name)
{
	const char *s = json_string_value(json_object_get(o, name));

	return s == NULL ? "" : s;
}

static void
upper(char *out, size_t size, const char *s)
{
	size_t i = 0;

	for (; s[i] != '\0' && i + 1 < size; i++)
		out[i] = (char)toupper((unsigned char)s[i]);
	out[i] = '\0';
}

static void
add_operation(json_t *list, const char *path, const char *name,
    const json_t *op)
{
	static const char prefix[] = "/api/v1";
	size_t n = sizeof(prefix) - 1;
	const json_t *tag = json_array_get(json_object_get(op, "tags"), 0);
	char method[16];

	if (!json_is_object(op))
		return;
	upper(method, sizeof(method), name);
	json_array_append_new(list, json_pack("{ss ss ss ss ss*}",
	    "method", method,
	    "path", strncmp(path, prefix, n) == 0 ? path + n : path,
	    "summary", text_of(op, "summary"),
	    "permission", text_of(op, "x-permission"),
	    "tag", json_string_value(tag)));
}

static json_t *
operations(const json_t *document)
{
	json_t *list = json_array(), *item, *op;
	const char *path, *method;

	json_object_foreach(json_object_get(document, "paths"), path, item)
		json_object_foreach(item, method, op)
			add_operation(list, path, method, op);
	return list;
}

static int
by_path(const void *a, const void *b)
{
	const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
	int d = strcmp(text_of(x, "path"), text_of(y, "path"));

	return d != 0 ? d : strcmp(text_of(x, "method"),
	    text_of(y, "method"));
}

static json_t *
sorted(json_t *list)
{
	size_t n = json_array_size(list);
	json_t **at = calloc(n + 1, sizeof(json_t *)), *out = json_array();

	if (at == NULL)
		abort();
	for (size_t i = 0; i < n; i++)
		at[i] = json_array_get(list, i);
	qsort(at, n, sizeof(json_t *), by_path);
	for (size_t i = 0; i < n; i++)
		json_array_append(out, at[i]);
	free(at);
	json_decref(list);
	return out;
}

/* ---- The document */

static bool
read_file(const char *path, struct buf *b)
{
	FILE *f = fopen(path, "re");
	char chunk[8192];
	size_t n;
	bool ok;

	if (f == NULL)
		return false;
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		buf_add(b, chunk, n);
	ok = !ferror(f) && !b->broken;
	fclose(f);
	return ok;
}

/* Written at install; without it there is this service's part. */
static bool
take(struct buf *b, const char *path, const char *version)
{
	static const struct service *const self[] = { &auth_service };
	json_t *v = NULL;

	if (read_file(path, b))
		v = json_loadb(b->s, b->n, JSON_REJECT_DUPLICATES, NULL);
	if (v == NULL) {
		log_warning("openapi", "The merged document cannot be read",
		    KV("file", path));
		buf_init(b, b->arena, REQ_OUT_MAX);
		describe_openapi(self, NITEMS(self), version, b);
		v = json_loadb(b->s, b->n, 0, NULL);
	}
	if (v == NULL)
		return false;
	docs.paths = sorted(operations(v));
	json_decref(v);
	docs.text = strdup(buf_text(b));
	docs.n = b->n;
	return docs.text != NULL;
}

bool
docs_start(const struct config *conf)
{
	struct arena a = { 0 };
	struct buf b;
	bool ok;

	buf_init(&b, &a, REQ_OUT_MAX);
	ok = take(&b, arena_printf(&a, "%s/../openapi.json",
	    conf->templates_dir), conf->version);
	arena_free(&a);
	return ok;
}

/* ---- What is served */

enum err
auth_openapi(struct req *r)
{
	buf_add(&r->out, docs.text, docs.n);
	return r->err;
}

enum err
auth_docs(struct req *r)
{
	req_add_json(r, "paths", docs.paths);
	return r->err;
}
