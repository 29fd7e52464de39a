#include "core.h"
#include <jansson.h>
#include "answer.h"
#include "crypto.h"
#include "db.h"
#include "fcgi.h"
#include "route.h"
#include "rows.h"

#define RETRY_SECONDS	1	/* when the database or a worker is missing */

/*
 * Pages take scripts, styles and images from here and from nowhere else;
 * `require-trusted-types-for` makes innerHTML an error.
 */
static const char page_policy[] =
    "default-src 'none'; script-src 'self'; "
    "style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'";

static const char page_headers[] =
    "Content-Type: text/html; charset=utf-8\r\n"
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Referrer-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n";

#define DATA_HEADERS	"Cache-Control: no-store\r\n"			\
    "X-Content-Type-Options: nosniff\r\n"

static const char json_headers[] =
    "Content-Type: application/json\r\n" DATA_HEADERS;
static const char problem_headers[] =
    "Content-Type: application/problem+json\r\n" DATA_HEADERS;

/* ---- JSON */

static void
thing_json(const struct thing *t, struct buf *b)
{
	char *s;

	if (t->json != NULL) {
		s = json_dumps(t->json, JSON_COMPACT | JSON_ENCODE_ANY);
		buf_puts(b, s == NULL ? "null" : s);
		free(s);
	} else if (t->text != NULL)
		buf_json(b, t->text);
	else if (t->one && rows_count(t->rows) > 0)
		rows_json_row(t->rows, 0, b);
	else if (t->one || t->rows == NULL)
		buf_lit(b, "null");
	else
		rows_json_array(t->rows, b);
}

static void
list_json(struct req *r, const struct thing *t)
{
	const char *cursor = rows_cursor(t->rows, r->arena);

	buf_lit(&r->out, "{\"items\":");
	rows_json_array(t->rows, &r->out);
	buf_lit(&r->out, ",\"next\":");
	if (cursor == NULL)
		buf_lit(&r->out, "null");
	else
		buf_json(&r->out, cursor);
	buf_lit(&r->out, "}");
}

/* One row, with what else was found as members of it. */
static void
object_json(struct req *r, const struct thing *main)
{
	const char *sep = "";

	buf_lit(&r->out, "{");
	if (main != NULL && main->rows != NULL &&
	    rows_count(main->rows) > 0) {
		rows_json_members(main->rows, 0, &r->out);
		sep = ",";
	}
	for (size_t i = 0; i < r->nthings; i++) {
		const struct thing *t = &r->things[i];

		if (t->name[0] == '\0' || t->name[0] == '_')
			continue;
		buf_puts(&r->out, sep);
		buf_json(&r->out, t->name);
		buf_lit(&r->out, ":");
		thing_json(t, &r->out);
		sep = ",";
	}
	buf_lit(&r->out, "}");
}

static void
compose(struct req *r)
{
	const struct thing *t = req_thing(r, "", 0);

	if (t != NULL && t->json != NULL)
		thing_json(t, &r->out);
	else if (t != NULL && !t->one)
		list_json(r, t);
	else
		object_json(r, t);
}

/* ---- Success */

static const char *
version_of(struct req *r)
{
	const struct thing *t = req_thing(r, "", 0);

	return t == NULL || !t->one ? NULL : rows_get(t->rows, 0, "version");
}

/*
 * The version is what If-Match asks for; the digest behind it tells apart
 * answers that differ without one: seats change, names of others too.
 */
static const char *
tag_of(struct req *r)
{
	const char *version = version_of(r);
	uint8_t sha[SHA256_LEN];
	char hex[HEX_SIZE(8)];

	if (version == NULL)
		return NULL;
	crypto_sha256(r->out.s, r->out.n, sha);
	hex_encode(hex, sha, 8);
	return arena_printf(r->arena, "\"%s-%s\"", version, hex);
}

void
answer_tag(struct req *r, const char *tag)
{
	const char *seen = req_param(r, "HTTP_IF_NONE_MATCH");

	if (tag == NULL)
		return;
	r->tag = tag;
	req_header(r, "ETag", tag);
	/* Of several, and of a tag that gzip made weak: RFC 9110, 13.1.2. */
	if (r->method == M_GET && seen != NULL && strstr(seen, tag) != NULL)
		r->status = 304;
}

/* What a handler wrote itself stands; half of an answer is none. */
void
answer_json(struct req *r)
{
	if (r->err != OK || r->status == 204)
		return;
	if (r->out.n == 0 && !r->out.broken)
		compose(r);
	if (r->out.broken)
		req_fail(r, ERR_BUG, "The answer is too large.");
	else
		answer_tag(r, tag_of(r));
}

void
answer_success(struct req *r)
{
	const struct route *rt = r->route;

	if (r->status == 0)
		r->status = rt->status != 0 ? rt->status :
		    rt->method == M_DELETE ? 204 : 200;
	if (r->api && r->status == 201 && r->location == NULL &&
	    rt->then != NULL)
		r->location = arena_printf(r->arena, "/api/v1%s",
		    route_expand(r, rt->then));
}

/* ---- Problems */

void
answer_status(struct req *r)
{
	r->status = err_info(r->err)->status;
	if (r->retry_after == 0 && r->status == 503)
		r->retry_after = RETRY_SECONDS;
	if (r->status == 401)
		req_header(r, "WWW-Authenticate", "Bearer realm=\"lyceum\"");
	if (r->retry_after > 0)
		buf_printf(&r->headers, "Retry-After: %d\r\n", r->retry_after);
}

static void
faults_json(const struct faults *fs, struct buf *b)
{
	buf_lit(b, ",\"errors\":[");
	for (const struct fault *f = fs->first; f != NULL; f = f->next) {
		buf_puts(b, f == fs->first ? "{\"field\":" : ",{\"field\":");
		buf_json(b, f->field);
		buf_lit(b, ",\"message\":");
		buf_json(b, f->message);
		buf_lit(b, "}");
	}
	buf_lit(b, "]");
}

void
answer_problem(struct req *r)
{
	const struct err_info *e = err_info(r->err);
	struct buf *b = &r->out;

	answer_status(r);
	buf_init(b, r->arena, REQ_OUT_MAX);
	buf_printf(b, "{\"type\":\"/problems/%s\",\"title\":", e->slug);
	buf_json(b, e->title);
	buf_printf(b, ",\"status\":%d", e->status);
	if (r->detail != NULL) {
		buf_lit(b, ",\"detail\":");
		buf_json(b, r->detail);
	}
	buf_lit(b, ",\"request_id\":");
	buf_json(b, r->request_id);
	if (r->faults.n > 0)
		faults_json(&r->faults, b);
	if (r->more != NULL)
		buf_puts(b, r->more);
	buf_lit(b, "}");
}

/* NULL: JSON, or a page. */
static const char *
type_of(const struct req *r)
{
	if (r->err != OK || r->location != NULL)
		return NULL;
	return r->type != NULL || r->route == NULL ? r->type : r->route->gives;
}

void
answer_send(struct req *r)
{
	const char *type = type_of(r);
	struct buf h;
	bool problem = r->err != OK && r->api;

	buf_init(&h, r->arena, 16384);
	if (problem)
		buf_add(&h, problem_headers, sizeof(problem_headers) - 1);
	else if (type != NULL)
		buf_printf(&h, "Content-Type: %s\r\n" DATA_HEADERS, type);
	else if (r->api)
		buf_add(&h, json_headers, sizeof(json_headers) - 1);
	else
		buf_printf(&h, "%sContent-Security-Policy: %s\r\n",
		    page_headers, r->policy != NULL ? r->policy : page_policy);
	buf_lit(&h, "X-Request-ID: ");
	buf_puts(&h, r->request_id);
	buf_lit(&h, "\r\n");
	if (r->location != NULL && strpbrk(r->location, "\r\n") == NULL)
		buf_printf(&h, "Location: %s\r\n", r->location);
	buf_add(&h, buf_text(&r->headers), r->headers.n);
	call_send(r->call, r->status, h.s, h.n, buf_text(&r->out), r->out.n);
}
