#include "core.h"
#include "access.h"
#include "db.h"
#include "form.h"
#include "route.h"
#include "rows.h"
#include "text.h"

static const char *const method_names[] = {
	"GET", "POST", "PUT", "PATCH", "DELETE", "OTHER",
};

const char *
method_name(enum method m)
{
	return method_names[m];
}

enum method
method_by_name(const char *s)
{
	if (strcmp(s, "HEAD") == 0)
		return M_GET;
	for (unsigned m = 0; m < M_OTHER; m++)
		if (strcmp(method_names[m], s) == 0)
			return (enum method)m;
	return M_OTHER;
}

bool
route_is_unsafe(const struct route *rt)
{
	return rt->method != M_GET;
}

static bool
has_param(const struct query *q, const char *name)
{
	for (size_t i = 0; q != NULL && q->params[i] != NULL; i++)
		if (strcmp(q->params[i], name) == 0)
			return true;
	return false;
}

bool
route_is_list(const struct route *rt)
{
	return rt->query != NULL && rt->query->card == CARD_MANY &&
	    has_param(rt->query, "limit");
}

const struct route *
service_route(const struct service *s, size_t i)
{
	return i < s->n ? &s->routes[i] : NULL;
}

/*
 * Compare a path with a pattern; the texts of its {names} go to vars.  A
 * name that ends in "id" is a UUID, any other a short plain word.
 */
static bool
match(const char *pattern, const char *path, struct req *r)
{
	size_t nvars = 0;

	while (*pattern != '\0' && *path != '\0') {
		size_t n, v;

		if (*pattern != '{') {
			if (*pattern++ != *path++)
				return false;
			continue;
		}
		n = strcspn(pattern, "}");
		v = strcspn(path, "/");
		if (v == 0 || v > 64 || nvars == REQ_VARS_MAX)
			return false;
		r->vars[nvars++] = (struct param){
		    .name = arena_strndup(r->arena, pattern + 1, n - 1),
		    .value = arena_strndup(r->arena, path, v) };
		pattern += n + 1;
		path += v;
	}
	r->nvars = nvars;
	return *pattern == '\0' && *path == '\0';
}

/* A cheap look before the real one: the fixed start of the pattern. */
static bool
may_match(const char *pattern, const char *path)
{
	while (*pattern == *path && *pattern != '\0') {
		pattern++;
		path++;
	}
	return *pattern == *path || *pattern == '{';
}

static bool
serves(const struct route *rt, const struct req *r)
{
	if ((rt->flags & R_GRPC) != 0 || r->grpc != NULL)
		return (rt->flags & R_GRPC) != 0 && r->grpc != NULL;
	if (r->api)
		return !(rt->flags & R_NO_API);
	return rt->page != NULL || rt->then != NULL ||
	    (rt->flags & (R_NO_API | R_BARE));
}

/*
 * A fixed path ("/users/new") wins over one with a name ("/users/{id}"), in
 * whatever order the rows stand.
 */
const struct route *
route_find(const struct service *s, struct req *r, unsigned *allow)
{
	const struct route *found = NULL, *rt;

	*allow = 0;
	for (size_t i = 0; (rt = service_route(s, i)) != NULL; i++) {
		bool plain = strchr(rt->path, '{') == NULL;

		if ((found != NULL && !plain) || !may_match(rt->path,
		    r->path) || !serves(rt, r))
			continue;
		if (!match(rt->path, r->path, r))
			continue;
		*allow |= 1u << rt->method;
		if (rt->method != r->method)
			continue;
		found = rt;
		if (plain)
			break;
	}
	if (found != NULL)
		match(found->path, r->path, r);
	return found;
}

/* ---- The check at start: a row that is not whole does not serve. */

static const char *
binding_gap(const struct route *rt, const struct query *q)
{
	for (size_t i = 0; q != NULL && q->params[i] != NULL; i++)
		if (!req_can_bind(rt, q->params[i]))
			return q->params[i];
	return NULL;
}

static const char *
unbound(const struct route *rt)
{
	const char *gap = binding_gap(rt, rt->query);

	if (gap == NULL)
		gap = binding_gap(rt, rt->of);
	if (gap == NULL)
		gap = binding_gap(rt, rt->current);
	for (size_t i = 0; gap == NULL && i < ROUTE_WITH_MAX; i++)
		gap = binding_gap(rt, rt->with[i].query);
	return gap;
}

static const char *
incomplete(const struct route *rt)
{
	if (rt->may == NULL)
		return "no permission declared";
	if (!access_known(rt->may))
		return "an unknown permission";
	if (rt->summary == NULL || *rt->summary == '\0')
		return "no summary";
	if (rt->handler == NULL && rt->query == NULL && rt->page == NULL)
		return "no handler, no query, no page";
	if (rt->path == NULL || rt->path[0] != '/')
		return "a path starts with /";
	if (rt->cached != NULL && (rt->method != M_GET || rt->ttl <= 0))
		return "only a GET with a ttl can be cached";
	if (rt->touches != NULL && rt->method == M_GET)
		return "a GET touches nothing";
	return NULL;
}

bool
route_check(const struct route *rt, char *why, size_t n)
{
	const char *bad = incomplete(rt);
	const char *gap = bad == NULL ? unbound(rt) : NULL;

	if (bad != NULL)
		snprintf(why, n, "%s %s: %s", method_name(rt->method),
		    rt->path != NULL ? rt->path : "?", bad);
	else if (gap != NULL)
		snprintf(why, n, "%s %s: nothing binds :%s",
		    method_name(rt->method), rt->path, gap);
	return bad == NULL && gap == NULL;
}

static const char *
expand_name(struct req *r, const char *name)
{
	const char *v = req_var(r, name);
	const struct thing *t = req_thing(r, "", 0);

	if (v == NULL && t != NULL && t->rows != NULL)
		v = rows_get(t->rows, 0, name);
	return v == NULL ? req_value(r, name) : v;
}

static const char *
expand(struct req *r, const char *pattern, void (*add)(struct buf *,
    const char *))
{
	struct buf b;

	buf_init(&b, r->arena, 2048);
	while (*pattern != '\0') {
		size_t n = strcspn(pattern, "{");
		const char *v;

		buf_add(&b, pattern, n);
		pattern += n;
		if (*pattern == '\0')
			break;
		n = strcspn(pattern, "}");
		v = expand_name(r, arena_strndup(r->arena, pattern + 1,
		    n - 1));
		add(&b, v == NULL ? "" : v);
		pattern += n + (pattern[n] == '}');
	}
	return buf_text(&b);
}

const char *
route_expand(struct req *r, const char *pattern)
{
	return expand(r, pattern, buf_url);
}

const char *
route_text(struct req *r, const char *pattern)
{
	return expand(r, pattern, buf_puts);
}

const char *
route_here(struct req *r)
{
	const char *p = r->path;
	struct buf b;

	buf_init(&b, r->arena, 8192);
	while (*p != '\0') {
		size_t n = strcspn(p, "/");

		buf_url(&b, arena_strndup(r->arena, p, n));
		p += n;
		if (*p == '/') {
			buf_lit(&b, "/");
			p++;
		}
	}
	return buf_text(&b);
}
