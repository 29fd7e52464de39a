#include "core.h"
#include "access.h"
#include "db.h"
#include "fcgi.h"
#include "req.h"
#include "route.h"
#include "rows.h"
#include "text.h"

enum err
req_fail(struct req *r, enum err e, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	if (r->err != OK)
		return r->err;
	r->err = e;
	if (fmt == NULL)
		return e;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (text[0] != '\0')
		r->detail = arena_strdup(r->arena, text);
	return e;
}

enum err
req_fault(struct req *r, const char *field, const char *fmt, ...)
{
	const struct field *f = shape_field(r->in.shape, field);
	char text[256];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	fault_add(&r->faults, field, f != NULL ? f->label : NULL, "%s", text);
	return req_fail(r, ERR_INVALID, NULL);
}

const char *
req_param(const struct req *r, const char *name)
{
	return r->call == NULL ? NULL : call_param(r->call, name);
}

const char *
req_var(const struct req *r, const char *name)
{
	for (size_t i = 0; i < r->nvars; i++)
		if (strcmp(r->vars[i].name, name) == 0)
			return r->vars[i].value;
	return NULL;
}

const void *
req_in(const struct req *r)
{
	return r->in.base;
}

/* ---- Binding by name */

static const char *
text_or_null(const char *s)
{
	return s[0] == '\0' ? NULL : s;
}

static const char *
v_me(struct req *r)
{
	return text_or_null(r->user.id.s);
}

static const char *
v_my_role(struct req *r)
{
	return r->user.known ? role_name(r->user.role) : NULL;
}

static const char *
v_school_id(struct req *r)
{
	return text_or_null(r->user.school_id.s);
}

static const char *
v_my_session(struct req *r)
{
	return text_or_null(r->user.session.s);
}

static const char *
v_request_id(struct req *r)
{
	return r->request_id;
}

static const char *
v_remote_addr(struct req *r)
{
	return req_param(r, "REMOTE_ADDR");
}

static const char *
v_user_agent(struct req *r)
{
	const char *s = req_param(r, "HTTP_USER_AGENT");
	size_t n = s == NULL ? 0 : strnlen(s, 200), least = n < 3 ? 0 : n - 3;

	/* Cut between characters; what is no text cannot be stored. */
	while (n > least && !text_is_utf8(s, n))
		n--;
	return n > 0 && text_is_utf8(s, n) ? arena_strndup(r->arena, s, n) :
	    NULL;
}

static const char *
v_limit(struct req *r)
{
	return arena_printf(r->arena, "%d", r->limit + 1);
}

static const char *
v_after_key(struct req *r)
{
	return r->after_key;
}

static const char *
v_after_id(struct req *r)
{
	return r->after_id;
}

static const char *
v_if_match(struct req *r)
{
	return r->if_match;
}

static const char *
v_is_page(struct req *r)
{
	return r->api ? "false" : "true";
}

static const struct special {
	const char	*name;
	const char	*(*value)(struct req *);
} specials[] = {
	{ "me", v_me },
	{ "my_role", v_my_role },
	{ "school_id", v_school_id },
	{ "my_session", v_my_session },
	{ "is_page", v_is_page },
	{ "limit", v_limit },
	{ "after_key", v_after_key },
	{ "after_id", v_after_id },
	{ "if_match", v_if_match },
	{ "request_id", v_request_id },
	{ "remote_addr", v_remote_addr },
	{ "user_agent", v_user_agent },
};

static const struct special *
special_find(const char *name)
{
	for (size_t i = 0; i < NITEMS(specials); i++)
		if (strcmp(specials[i].name, name) == 0)
			return &specials[i];
	return NULL;
}

/* "clear_x": is the field x to be taken away? */
static const struct field *
cleared_field(const struct shape *in, const char *name)
{
	size_t n = sizeof("clear_") - 1;

	return strncmp(name, "clear_", n) == 0 ? shape_field(in, name + n) :
	    NULL;
}

const char *
req_value(struct req *r, const char *name)
{
	const struct special *s = special_find(name);
	const struct field *f;
	const char *v;

	if (s != NULL)
		return s->value(r);
	v = req_var(r, name);
	if (v != NULL)
		return v;
	f = shape_field(r->in.shape, name);
	if (f != NULL)
		return input_value(&r->in, f, r->arena);
	f = cleared_field(r->in.shape, name);
	return f == NULL ? NULL : input_cleared(&r->in, f) ? "true" : "false";
}

static bool
in_path(const char *path, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = strchr(path, '{'); p != NULL;
	    p = strchr(p + 1, '{'))
		if (strncmp(p + 1, name, n) == 0 && p[n + 1] == '}')
			return true;
	return false;
}

bool
req_can_bind(const struct route *rt, const char *name)
{
	return special_find(name) != NULL || in_path(rt->path, name) ||
	    shape_field(rt->in, name) != NULL ||
	    cleared_field(rt->in, name) != NULL;
}

const char *const *
req_bind(struct req *r, const struct query *q)
{
	const char **v = arena_alloc(r->arena,
	    (DB_PARAMS_MAX + 1) * sizeof(*v));

	for (size_t i = 0; i < DB_PARAMS_MAX && q->params[i] != NULL; i++)
		v[i] = req_value(r, q->params[i]);
	return v;
}

/* ---- The answer */

static struct thing *
thing_add(struct req *r, const char *name)
{
	static struct thing spare;

	if (r->err != OK)
		return &spare;
	if (r->nthings == REQ_THINGS_MAX)
		abort();
	r->things[r->nthings].name = name;
	return &r->things[r->nthings++];
}

void
req_answer(struct req *r, struct rows *rows)
{
	req_add(r, "", rows);
}

void
req_add(struct req *r, const char *name, struct rows *rows)
{
	thing_add(r, name)->rows = rows;
}

void
req_add_one(struct req *r, const char *name, struct rows *rows)
{
	struct thing *t = thing_add(r, name);

	t->rows = rows;
	t->one = true;
}

void
req_add_text(struct req *r, const char *name, const char *text)
{
	thing_add(r, name)->text = text;
}

void
req_add_json(struct req *r, const char *name, struct json_t *json)
{
	thing_add(r, name)->json = json;
}

void
req_add_view(struct req *r, const struct view *view)
{
	thing_add(r, "")->view = view;
}

const struct thing *
req_thing(const struct req *r, const char *name, size_t len)
{
	for (size_t i = 0; i < r->nthings; i++)
		if (strncmp(r->things[i].name, name, len) == 0 &&
		    r->things[i].name[len] == '\0')
			return &r->things[i];
	return NULL;
}

void
req_header(struct req *r, const char *name, const char *value)
{
	if (strpbrk(value, "\r\n") == NULL)
		buf_printf(&r->headers, "%s: %s\r\n", name, value);
}
