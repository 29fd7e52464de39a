#include "core.h"
#include <jansson.h>
#include <strings.h>
#include "crypto.h"
#include "fcgi.h"
#include "grpc.h"
#include "input.h"
#include "multipart.h"
#include "route.h"
#include "text.h"

#define API_PREFIX	"/api/v1"

static void
decref(void *json)
{
	json_decref(json);
}

/* ---- The head */

/* The path as it is matched: decoded, without the query string. */
static const char *
decode_path(struct req *r, const char *uri)
{
	struct form one;
	size_t n = strcspn(uri, "?");

	/* A plus sign is itself in a path; a '=' must not split it. */
	if (memchr(uri, '%', n) == NULL)
		return arena_strndup(r->arena, uri, n);
	if (memchr(uri, '+', n) != NULL || memchr(uri, '=', n) != NULL ||
	    memchr(uri, '&', n) != NULL ||
	    !form_parse(&one, uri, n, r->arena) || one.n != 1)
		return NULL;
	return one.at[0].name;
}

/* What goes into headers and logs is text of one line. */
static bool
is_plain(const char *s)
{
	return text_is_utf8(s, strlen(s)) && !text_has_control(s) &&
	    strpbrk(s, "\r\n\t") == NULL;
}

static void
read_path(struct req *r)
{
	const char *uri = req_param(r, "REQUEST_URI");
	size_t n = sizeof(API_PREFIX) - 1;
	const char *q;

	r->path = uri == NULL ? NULL : decode_path(r, uri);
	if (r->path == NULL || r->path[0] != '/' || !is_plain(r->path)) {
		r->path = "/";
		req_fail(r, ERR_MALFORMED, "The path cannot be read.");
		return;
	}
	if (strncmp(r->path, API_PREFIX, n) == 0 && r->path[n] == '/') {
		r->api = true;
		r->path += n;
	}
	q = strchr(uri, '?');
	r->query_string = q == NULL ? "" : arena_strdup(r->arena, q + 1);
	if (!form_parse(&r->query, r->query_string, strlen(r->query_string),
	    r->arena))
		req_fail(r, ERR_MALFORMED, "The query string cannot be read.");
}

static bool
body_is(const struct req *r, const char *type)
{
	const char *s = req_param(r, "CONTENT_TYPE");
	size_t n = strlen(type);

	return s != NULL && strncasecmp(s, type, n) == 0 &&
	    (s[n] == '\0' || s[n] == ';' || s[n] == ' ');
}

/* Fields go to the form; of several files the first is the file. */
static bool
read_parts(struct req *r)
{
	struct multipart m;

	if (!multipart_parse(&m, req_param(r, "CONTENT_TYPE"), r->call->body,
	    r->call->body_len, r->arena))
		return false;
	r->form.at = arena_alloc(r->arena, (m.n + 1) * sizeof(*r->form.at));
	for (size_t i = 0; i < m.n; i++) {
		const struct part *p = &m.at[i];

		if (p->filename != NULL) {
			if (r->file == NULL)
				r->file = p;
			continue;
		}
		if (!text_is_utf8(p->s, p->n))
			return false;
		r->form.at[r->form.n++] = (struct param){ p->name,
		    arena_strndup(r->arena, p->s, p->n) };
	}
	return true;
}

/*
 * A browser's form can only POST: it says what it means in _method.  No
 * other method can be turned into another.  A program sends a form when it
 * sends a file.
 */
static void
read_form(struct req *r)
{
	bool parts = body_is(r, "multipart/form-data");
	const char *means;

	if ((r->api && !parts) || r->grpc != NULL || r->method != M_POST ||
	    r->call->body_len == 0)
		return;
	if (!parts && !body_is(r, "application/x-www-form-urlencoded")) {
		req_fail(r, ERR_MEDIA_TYPE, NULL);
		return;
	}
	if (parts ? !read_parts(r) : !form_parse(&r->form, r->call->body,
	    r->call->body_len, r->arena)) {
		req_fail(r, ERR_MALFORMED, "The form cannot be read.");
		return;
	}
	if (r->api) {
		r->form.n = 0;
		return;
	}
	means = form_get(&r->form, "_method");
	if (means != NULL && method_by_name(means) != M_GET)
		r->method = method_by_name(means);
}

void
input_read_head(struct req *r)
{
	const char *m = req_param(r, "REQUEST_METHOD");

	r->method = m == NULL ? M_OTHER : method_by_name(m);
	r->request_id = req_param(r, "REQUEST_ID");
	if (r->request_id == NULL)
		r->request_id = "-";
	grpc_open(r);
	read_path(r);
	if (r->call->early != OK)
		req_fail(r, r->call->early, NULL);
	if (r->err == OK)
		read_form(r);
}

/* ---- Fields */

static void
check_vars(struct req *r)
{
	for (size_t i = 0; i < r->nvars; i++) {
		const struct param *p = &r->vars[i];
		size_t n = strlen(p->name);
		bool id = n >= 2 && strcmp(p->name + n - 2, "id") == 0;

		if (id && !text_is_uuid(p->value))
			req_fail(r, ERR_NOT_FOUND,
			    "\"%s\" in the path is not an id: ids are UUIDs.",
			    p->name);
	}
}

/* Without what was sent: the words go into logs. */
static size_t
said_of(const json_error_t *e)
{
	const char *near = strstr(e->text, " near ");

	return near == NULL ? strlen(e->text) : (size_t)(near - e->text);
}

static void
read_json(struct req *r)
{
	const struct call *c = r->call;
	json_error_t e;

	if (c->body_len == 0)
		return;
	if (!body_is(r, "application/json")) {
		req_fail(r, ERR_MEDIA_TYPE, NULL);
		return;
	}
	if (c->body_len > BODY_MAX) {
		req_fail(r, ERR_TOO_LARGE, NULL);
		return;
	}
	r->json = json_loadb(c->body, c->body_len, JSON_REJECT_DUPLICATES, &e);
	if (r->json == NULL) {
		req_fail(r, ERR_BAD_JSON, "Line %d, column %d: %.*s", e.line,
		    e.column, (int)said_of(&e), e.text);
		return;
	}
	arena_defer(r->arena, decref, r->json);
	if (!json_is_object(r->json))
		req_fail(r, ERR_BAD_JSON, "The body must be a JSON object.");
	else
		input_json(&r->in, r->json, &r->faults);
}

/* Names that the framework itself reads are no fields of the shape. */
static struct form
without_ours(struct req *r, const struct form *f, bool query)
{
	struct form out = { .at = arena_alloc(r->arena,
	    (f->n + 1) * sizeof(*f->at)) };

	for (size_t i = 0; i < f->n; i++) {
		const char *name = f->at[i].name;
		bool ours = name[0] == '_' || (query &&
		    (strcmp(name, "after") == 0 ||
		    strcmp(name, "limit") == 0));
		/* Pages are reached by links of others, too: utm_source. */
		bool strange = query && !r->api &&
		    shape_field(r->in.shape, name) == NULL;

		if (!ours && !strange)
			out.at[out.n++] = f->at[i];
	}
	return out;
}

static void
read_fields(struct req *r)
{
	struct form f = without_ours(r, &r->query, true);
	bool body = r->method != M_GET;

	for (size_t i = 0; body && i < f.n; i++) {
		const struct field *k = shape_field(r->in.shape, f.at[i].name);

		if (k == NULL || !(k->flags & F_QUERY))
			fault_add(&r->faults, f.at[i].name, NULL,
			    "is not read from the query string");
	}
	if (!(r->route->flags & R_QUERY))
		input_params(&r->in, f.at, f.n, &r->faults);
	if (!body || (r->route->flags & R_RAW))
		return;
	if (r->api)
		read_json(r);
	else {
		f = without_ours(r, &r->form, false);
		input_params(&r->in, f.at, f.n, &r->faults);
	}
}

/* ---- Lists */

static void
read_limit(struct req *r)
{
	const char *s = form_get(&r->query, "limit");
	char *end;
	long n;

	r->limit = LIST_LIMIT;
	if (s == NULL || *s == '\0')
		return;
	n = strtol(s, &end, 10);
	if (*end != '\0' || n < 1 || n > LIST_LIMIT_MAX)
		fault_add(&r->faults, "limit", NULL,
		    "must be between 1 and %d", LIST_LIMIT_MAX);
	else
		r->limit = (int)n;
}

static void
read_cursor(struct req *r)
{
	const char *s = form_get(&r->query, "after");
	char *text, *bar;
	size_t n;

	if (s == NULL || *s == '\0')
		return;
	text = arena_alloc(r->arena, strlen(s) + 1);
	bar = !b64url_decode(s, strlen(s), text, strlen(s), &n) ||
	    !text_is_utf8(text, n) ? NULL : strrchr(text, '|');
	if (bar == NULL || !text_is_uuid(bar + 1)) {
		fault_add(&r->faults, "after", NULL,
		    "is not a cursor that a list gave");
		return;
	}
	*bar = '\0';
	r->after_key = text;
	r->after_id = bar + 1;
}

/* "12" is a version, "12-…" the ETag of an answer with it; * is any.  Other
 * tags can never match (RFC 9110). */
static void
read_if_match(struct req *r)
{
	const char *s = form_get(&r->form, "_version");
	size_t n, end;

	if (s == NULL || *s == '\0')
		s = req_param(r, "HTTP_IF_MATCH");
	if (s == NULL || strcmp(s, "*") == 0)
		return;
	s += *s == '"';
	n = strspn(s, "0123456789");
	end = n;
	if (s[n] == '-')
		end += 1 + strspn(s + n + 1, "0123456789abcdef");
	if (n == 0 || n > 9 || (s[end] != '\0' && strcmp(s + end, "\"") != 0))
		r->if_match = "-1";
	else
		r->if_match = arena_strndup(r->arena, s, n);
}

void
input_read(struct req *r)
{
	r->faults.arena = r->arena;
	input_init(&r->in, r->route->in, r->arena);
	check_vars(r);
	if (r->err != OK)
		return;
	read_fields(r);
	input_required(&r->in, &r->faults);
	if (route_is_list(r->route)) {
		read_limit(r);
		read_cursor(r);
	}
	if (r->method != M_GET)
		read_if_match(r);
	if (r->faults.n > 0)
		req_fail(r, ERR_INVALID, NULL);
}
