#include "core.h"
#include "api/api.h"
#include "api/bodies.h"
#include "auth/auth.h"
#include "beacon/beacon.h"
#include "courses/courses.h"
#include "grades/grades.h"
#include "payments/payments.h"
#include "route.h"

const struct service *const services[SERVICES] = {
	&auth_service, &courses_service, &grades_service, &beacon_service,
	&payments_service,
};

/* The path with an id that is nobody's in place of every {name}. */
const char *
path_with(const struct route *rt, const char *id)
{
	char path[512];
	size_t n = 0;

	for (const char *p = rt->path; *p != '\0' && n < 400; p++) {
		if (*p == '{') {
			size_t k = strcspn(p, "}");
			bool uuid = k > 2 && memcmp(p + k - 2, "id", 2) == 0;

			n += (size_t)snprintf(path + n, sizeof(path) - n, "%s",
			    uuid ? id : "student");
			p += k;
		} else
			path[n++] = *p;
	}
	path[n] = '\0';
	return api_format("%s", path);
}

/* ---- Bodies made from the shape */

static json_t *
valid_value(const struct field *f)
{
	if (f->kind == K_JSON)
		return json_loads(f->example != NULL ? f->example : "{}",
		    JSON_DECODE_ANY, NULL);
	if (f->kind == K_BOOL)
		return json_true();
	if (f->kind == K_INT)
		return json_integer(f->example != NULL ? strtoll(f->example,
		    NULL, 10) : f->min > 0 ? f->min : 1);
	if (f->kind == K_UUID)
		return json_string(NOBODY_ID);
	if (f->example != NULL)
		return json_string(f->example);
	if (f->kind == K_DECIMAL)
		return json_string(api_format("%" PRId64, f->min > 0 ? f->min :
		    1));
	if (f->one_of != NULL)
		return json_stringn(f->one_of, strcspn(f->one_of, "|"));
	if (f->flags & F_EMAIL)
		return json_string("someone@example.org");
	return json_string(api_format("%-*s", (int)(f->min > 0 ? f->min : 1),
	    "Something or other"));
}

bool
in_body(const struct route *rt, const struct field *f)
{
	return rt->method != M_GET && !(f->flags & (F_QUERY | F_FORM));
}

json_t *
valid_body(const struct route *rt)
{
	json_t *o = json_object();

	for (size_t i = 0; rt->in != NULL && i < rt->in->n; i++) {
		const struct field *f = &rt->in->fields[i];

		if (in_body(rt, f) && (f->flags & F_REQUIRED))
			json_object_set_new(o, f->name, valid_value(f));
	}
	return o;
}

/* Required fields of a GET stand in its query string. */
const char *
with_query(const struct route *rt, const char *path)
{
	const char *out = path;

	for (size_t i = 0; rt->in != NULL && i < rt->in->n; i++) {
		const struct field *f = &rt->in->fields[i];

		if (!in_body(rt, f) && (f->flags & F_REQUIRED) &&
		    !(f->flags & F_FORM) &&
		    f->example != NULL)
			out = api_format("%s%c%s=%s", out, strchr(out, '?') ==
			    NULL ? '?' : '&', f->name, f->example);
	}
	return out;
}

struct reply *
call_route(const char *token, const struct route *rt, const char *path,
    json_t *body)
{
	char *text = rt->method == M_GET ? NULL : json_dumps(body,
	    JSON_COMPACT);
	struct reply *r = api_send(token, method_name(rt->method),
	    with_query(rt, path), text);

	free(text);
	return r;
}

json_t *
wrong_value(const struct field *f)
{
	switch (f->kind) {
	case K_BOOL:
	case K_INT:
	case K_DECIMAL:
		return json_string("not so");
	case K_TEXT:
	case K_UUID:
		return json_integer(7);
	case K_JSON:
		return NULL;
	}
	return NULL;
}
