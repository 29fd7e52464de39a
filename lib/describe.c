#include "core.h"
#include "access.h"
#include "db.h"
#include "describe.h"
#include "input.h"
#include "route.h"
#include "site.h"

/* What any route can answer, besides what its row says. */
static const enum err common_fails[] = {
	ERR_MALFORMED, ERR_RATE, ERR_BUG, ERR_DB,
};

static void
member(struct buf *b, const char *name, const char *value)
{
	buf_printf(b, "\"%s\":", name);
	buf_json(b, value);
}

/* ---- Parameters */

static void
path_parameter(const char *name, size_t n, struct buf *b)
{
	bool id = n >= 2 && memcmp(name + n - 2, "id", 2) == 0;

	buf_lit(b, "{\"name\":");
	buf_jsonn(b, name, n);
	buf_puts(b, ",\"in\":\"path\",\"required\":true,\"schema\":"
	    "{\"type\":\"string\"");
	buf_puts(b, id ? ",\"format\":\"uuid\"}}" : "}}");
}

static void
query_parameter(const char *name, const char *schema, const char *text,
    struct buf *b)
{
	buf_lit(b, "{");
	member(b, "name", name);
	buf_lit(b, ",\"in\":\"query\",");
	member(b, "description", text);
	buf_printf(b, ",\"schema\":%s}", schema);
}

static const char *
sep(const char **s)
{
	const char *now = *s;

	*s = ",";
	return now;
}

static void
field_parameters(const struct route *rt, const char **comma, struct buf *b)
{
	for (size_t i = 0; rt->in != NULL && i < rt->in->n; i++) {
		const struct field *f = &rt->in->fields[i];

		if (rt->method != M_GET && !(f->flags & F_QUERY))
			continue;
		buf_puts(b, sep(comma));
		buf_lit(b, "{");
		member(b, "name", f->name);
		buf_puts(b, ",\"in\":\"query\"");
		if (f->flags & F_REQUIRED)
			buf_lit(b, ",\"required\":true");
		buf_lit(b, ",\"schema\":");
		schema_field(f, b);
		buf_lit(b, "}");
	}
}

static void
parameters(const struct route *rt, struct buf *b)
{
	const char *comma = "";

	buf_lit(b, ",\"parameters\":[");
	for (const char *p = strchr(rt->path, '{'); p != NULL;
	    p = strchr(p + 1, '{')) {
		buf_puts(b, sep(&comma));
		path_parameter(p + 1, strcspn(p + 1, "}"), b);
	}
	field_parameters(rt, &comma, b);
	if (route_is_list(rt)) {
		buf_puts(b, sep(&comma));
		query_parameter("limit", "{\"type\":\"integer\",\"minimum\":1,"
		    "\"maximum\":200,\"default\":50}", "Rows of one answer",
		    b);
		buf_lit(b, ",");
		query_parameter("after", "{\"type\":\"string\"}",
		    "The cursor that the answer before gave as next", b);
	}
	buf_lit(b, "]");
}

/* ---- Bodies and answers */

static bool
has_body(const struct route *rt)
{
	for (size_t i = 0; rt->in != NULL && rt->method != M_GET &&
	    i < rt->in->n; i++)
		if (!(rt->in->fields[i].flags & (F_QUERY | F_FORM)))
			return true;
	return false;
}

static bool
wants_body(const struct route *rt)
{
	for (size_t i = 0; i < rt->in->n; i++)
		if ((rt->in->fields[i].flags & F_REQUIRED) &&
		    !(rt->in->fields[i].flags & (F_QUERY | F_FORM)))
			return true;
	return false;
}

static void
request_body(const struct route *rt, struct buf *b)
{
	if (!has_body(rt))
		return;
	buf_printf(b, ",\"requestBody\":{%s\"content\":"
	    "{\"application/json\":{\"schema\":", wants_body(rt) ?
	    "\"required\":true," : "");
	shape_schema(rt->in, b);
	buf_lit(b, "}}}");
}

static void
add_slug(char *slugs, size_t size, enum err e, int status)
{
	const struct err_info *i = err_info(e);
	size_t n = strlen(slugs);

	if (e != OK && i->status == status && strstr(slugs, i->slug) == NULL)
		snprintf(slugs + n, size - n, "%s%s", n == 0 ? "" : ", ",
		    i->slug);
}

static void
slugs_of(const struct route *rt, int status, char *slugs, size_t size)
{
	slugs[0] = '\0';
	for (size_t i = 0; i < NITEMS(common_fails); i++)
		add_slug(slugs, size, common_fails[i], status);
	for (size_t i = 0; i < ROUTE_FAILS_MAX; i++)
		add_slug(slugs, size, rt->fails[i], status);
	if (!access_public(rt->may)) {
		add_slug(slugs, size, ERR_SIGN_IN, status);
		add_slug(slugs, size, ERR_TOKEN, status);
		if (strcmp(rt->may, "self") != 0)
			add_slug(slugs, size, ERR_FORBIDDEN, status);
	}
	if (strchr(rt->path, '{') != NULL)
		add_slug(slugs, size, ERR_NOT_FOUND, status);
	if (rt->in != NULL)
		add_slug(slugs, size, ERR_INVALID, status);
	if (has_body(rt))
		add_slug(slugs, size, ERR_BAD_JSON, status);
	if (rt->current != NULL)
		add_slug(slugs, size, ERR_STALE, status);
}

static void
response_content(const struct route *rt, struct buf *b)
{
	buf_lit(b, ",\"content\":{");
	buf_json(b, rt->gives != NULL ? rt->gives : "application/json");
	if (rt->gives != NULL)
		buf_lit(b, ":{}}");
	else
		buf_printf(b, ":{\"schema\":{%s}}}", route_is_list(rt) ?
		    "\"$ref\":\"#/components/schemas/List\"" :
		    "\"type\":\"object\"");
}

static void
responses(const struct route *rt, struct buf *b)
{
	int status = rt->status != 0 ? rt->status :
	    rt->method == M_DELETE ? 204 : 200;
	char slugs[512];

	buf_printf(b, ",\"responses\":{\"%d\":{\"description\":", status);
	buf_json(b, status == 201 ? "Created" : status == 204 ? "Done" : "OK");
	if (status != 204)
		response_content(rt, b);
	buf_lit(b, "}");
	for (int s = 400; s < 600; s++) {
		slugs_of(rt, s, slugs, sizeof(slugs));
		if (slugs[0] == '\0')
			continue;
		buf_printf(b, ",\"%d\":{\"description\":", s);
		buf_json(b, slugs);
		buf_puts(b, ",\"content\":{\"application/problem+json\":"
		    "{\"schema\":{\"$ref\":\"#/components/schemas/Problem\""
		    "}}}}");
	}
	buf_lit(b, "}");
}

/* ---- Operations */

static void
lower(char *s)
{
	for (; *s != '\0'; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s + 'a' - 'A');
}

/* A name that generators of clients can use: get_courses_id_teachers. */
static const char *
operation_id(struct arena *a, const char *method, const char *path)
{
	char *id = arena_printf(a, "%s%s", method, path), *to = id;

	for (const char *p = id; *p != '\0'; p++) {
		bool plain = (*p >= 'a' && *p <= 'z') ||
		    (*p >= 'A' && *p <= 'Z') || (*p >= '0' && *p <= '9');

		if (plain)
			*to++ = *p;
		else if (to > id && to[-1] != '_')
			*to++ = '_';
	}
	to -= to > id && to[-1] == '_';
	*to = '\0';
	return id;
}

static void
operation(const struct service *s, const struct route *rt, struct buf *b)
{
	char method[8];

	snprintf(method, sizeof(method), "%s", method_name(rt->method));
	lower(method);
	buf_printf(b, "\"%s\":{", method);
	member(b, "summary", rt->summary);
	buf_lit(b, ",");
	member(b, "operationId", operation_id(b->arena, method, rt->path));
	buf_lit(b, ",\"tags\":[");
	buf_json(b, s->name);
	buf_lit(b, "],");
	member(b, "x-permission", rt->may);
	if (access_public(rt->may))
		buf_lit(b, ",\"security\":[]");
	parameters(rt, b);
	request_body(rt, b);
	responses(rt, b);
	buf_lit(b, "}");
}

static bool
is_first_of_path(const struct service *s, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (!(s->routes[i].flags & R_NO_API) &&
		    strcmp(s->routes[i].path, s->routes[at].path) == 0)
			return false;
	return !(s->routes[at].flags & R_NO_API);
}

static void
path_item(const struct service *s, size_t at, struct buf *b)
{
	const char *prefix = s->routes[at].flags & R_BARE ? "" : "/api/v1";
	const char *comma = "";

	buf_json(b, arena_printf(b->arena, "%s%s", prefix,
	    s->routes[at].path));
	buf_lit(b, ":{");
	for (size_t i = at; i < s->n; i++) {
		const struct route *rt = &s->routes[i];

		if ((rt->flags & R_NO_API) ||
		    strcmp(rt->path, s->routes[at].path) != 0)
			continue;
		buf_puts(b, sep(&comma));
		operation(s, rt, b);
	}
	buf_lit(b, "}");
}

static void
paths_of(const struct service *s, const char **comma, struct buf *b)
{
	for (size_t i = 0; i < s->n; i++) {
		if (!is_first_of_path(s, i))
			continue;
		buf_puts(b, sep(comma));
		path_item(s, i, b);
	}
}

void
describe_paths(const struct service *s, struct buf *b)
{
	const char *comma = "";

	buf_lit(b, "{\"paths\":{");
	paths_of(s, &comma, b);
	buf_lit(b, "}}");
}

static const char components[] =
    "\"components\":{\"securitySchemes\":{\"bearer\":{\"type\":\"http\","
    "\"scheme\":\"bearer\",\"bearerFormat\":\"JWT\"}},\"schemas\":{"
    "\"List\":{\"type\":\"object\",\"required\":[\"items\",\"next\"],"
    "\"properties\":{\"items\":{\"type\":\"array\",\"items\":{\"type\":"
    "\"object\"}},\"next\":{\"type\":[\"string\",\"null\"]}}},"
    "\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\","
    "\"status\"],\"properties\":{\"type\":{\"type\":\"string\"},\"title\":"
    "{\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"detail\":"
    "{\"type\":\"string\"},\"request_id\":{\"type\":\"string\"},"
    "\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
    "\"properties\":{\"field\":{\"type\":\"string\"},\"message\":"
    "{\"type\":\"string\"}}}}}}}}";

void
describe_openapi(const struct service *const *all, size_t n,
    const char *version, struct buf *b)
{
	const char *comma = "";

	buf_lit(b, "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Lyceum\","
	    "\"summary\":\"A university's whole backend\",");
	member(b, "version", version);
	buf_lit(b, "},\"servers\":[{\"url\":\"/\"}]");
	buf_lit(b, ",\"security\":[{\"bearer\":[]}],\"paths\":{");
	for (size_t i = 0; i < n; i++)
		paths_of(all[i], &comma, b);
	buf_lit(b, "},");
	buf_puts(b, components);
	buf_lit(b, "}");
}

void
describe_table(const struct service *const *all, size_t n, FILE *f)
{
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < all[i]->n; k++) {
			const struct route *rt = &all[i]->routes[k];

			fprintf(f, "%-9s %-7s %-44s %-20s %s\n",
			    all[i]->name, method_name(rt->method), rt->path,
			    rt->may, rt->summary);
		}
}

int
describe_service(FILE *f)
{
	struct arena a = { 0 };
	struct buf b;
	int ok;

	buf_init(&b, &a, REQ_OUT_MAX);
	describe_paths(site.service, &b);
	ok = fprintf(f, "%s\n", buf_text(&b)) > 0;
	arena_free(&a);
	return ok ? 0 : 1;
}
