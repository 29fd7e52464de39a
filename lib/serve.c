#include "core.h"
#include <time.h>
#include "access.h"
#include "answer.h"
#include "app.h"
#include "cache.h"
#include "db.h"
#include "describe.h"
#include "grpc.h"
#include "identify.h"
#include "input.h"
#include "keys.h"
#include "limit.h"
#include "log.h"
#include "metric.h"
#include "page.h"
#include "route.h"
#include "rows.h"
#include "school.h"
#include "seen.h"
#include "serve.h"
#include "site.h"
#include "token.h"
#include "work.h"

struct site site;

const struct token_realm *
site_realm(void)
{
	static struct token_realm realm;

	realm.iss = site.conf->base_url;
	realm.aud = "lyceum";
	return &realm;
}

/* ---- Stages */

static void
stage_match(struct req *r)
{
	unsigned allow = 0;
	char methods[64] = "";

	if (r->err != OK)
		return;
	r->route = route_find(site.service, r, &allow);
	if (r->route != NULL) {
		r->api = r->api || (r->route->flags & R_BARE);
		return;
	}
	if (allow == 0) {
		req_fail(r, ERR_NOT_FOUND, NULL);
		return;
	}
	for (unsigned m = 0; m < M_OTHER; m++)
		if (allow & (1u << m))
			snprintf(methods + strlen(methods), sizeof(methods) -
			    strlen(methods), "%s%s", methods[0] == '\0' ? "" :
			    ", ", method_name((enum method)m));
	req_header(r, "Allow", methods);
	req_fail(r, ERR_METHOD, NULL);
}

static void
stage_limit(struct req *r)
{
	const struct rate *rate = &r->route->rate;
	const char *addr = req_value(r, "remote_addr");
	unsigned wait;

	if (r->err != OK || rate->take == 0)
		return;
	wait = limit_take(site.limit, site.cache, arena_printf(r->arena,
	    "%s %s %s", method_name(r->route->method), r->route->path,
	    addr == NULL ? "" : addr), (unsigned)rate->take,
	    (unsigned)rate->seconds);
	if (wait == 0)
		return;
	r->retry_after = (int)wait;
	metric_inc(uems_rate_limit_exceeded_total, r->route->path,
	    role_name(r->user.role));
	req_fail(r, ERR_RATE, "Try again in %u seconds.", wait);
}

static void
stage_permit(struct req *r)
{
	if (r->err != OK || access_may(&r->user, r->route->may) ||
	    (r->grpc != NULL && r->grpc->service[0] != '\0'))
		return;
	if (!r->user.known)
		req_fail(r, ERR_SIGN_IN, NULL);
	else
		req_fail(r, ERR_FORBIDDEN, NULL);
}

/* ---- Cached answers: JSON alone, the same for all of one school.  The ETag
 * of the object stands before it, on a line of its own. */

static bool
cached(struct req *r, struct cache_spot *spot)
{
	const struct route *rt = r->route;
	const char *v, *line;
	size_t n;

	if (r->err != OK || rt->cached == NULL || !r->api)
		return false;
	if (!cache_look(site.cache, spot, r->user.school_id.s,
	    route_expand(r, rt->cached), arena_printf(r->arena, "%s?%s",
	    r->path, r->query_string), r->arena, &v, &n) ||
	    (line = memchr(v, '\n', n)) == NULL)
		return false;
	r->status = 200;
	answer_tag(r, line == v ? NULL : arena_strndup(r->arena, v,
	    (size_t)(line - v)));
	n -= (size_t)(line + 1 - v);
	buf_init(&r->out, r->arena, n + 1);
	buf_add(&r->out, line + 1, n);
	return true;
}

static void
store(struct req *r, const struct cache_spot *spot)
{
	struct buf b;

	buf_init(&b, r->arena, r->out.n + 64);
	buf_printf(&b, "%s\n", r->tag == NULL ? "" : r->tag);
	buf_add(&b, r->out.s, r->out.n);
	if (!b.broken)
		cache_store(site.cache, spot, b.s, b.n,
		    (unsigned)r->route->ttl);
}

static void
run(struct req *r)
{
	struct cache_spot spot = { .usable = false };

	if (r->err != OK)
		return;
	if (r->route->method != M_GET) {
		work_write(r);
		if (r->err == OK && r->route->touches != NULL)
			cache_touch(site.cache, r->user.school_id.s,
			    route_expand(r, r->route->touches));
		return;
	}
	if (cached(r, &spot))
		return;
	work_read(r);
	if (!r->api)
		return;
	answer_success(r);
	answer_json(r);
	if (r->err == OK && spot.usable && r->status == 200)
		store(r, &spot);
}

static void
through(struct req *r)
{
	stage_match(r);
	if (r->route == NULL)
		return;
	if (r->err == OK)
		metric_busy(NULL);
	identify(r);
	stage_limit(r);
	stage_permit(r);
	identify_form(r);
	if (r->err == OK)
		input_read(r);
	run(r);
}

/* ---- What is sent */

static void
redirect(struct req *r, const char *where)
{
	r->status = 303;
	r->location = where;
	buf_init(&r->out, r->arena, REQ_OUT_MAX);
}

/* The sign-in page, which comes back to what was asked for. */
static const char *
sign_in_url(struct req *r)
{
	struct buf b;

	buf_init(&b, r->arena, 16384);
	buf_lit(&b, "/auth/login?next=");
	buf_url(&b, route_here(r));
	if (*r->query_string != '\0') {
		buf_lit(&b, "%3F");
		buf_url(&b, r->query_string);
	}
	return b.broken ? "/auth/login" : buf_text(&b);
}

static bool
may_show_again(const struct req *r)
{
	int status = err_info(r->err)->status;

	return r->route != NULL && r->route->form != NULL &&
	    (status == 401 || status == 403 || status == 409 ||
	    status == 412 || status == 422 || status == 429);
}

/* The page of the form, with what was typed and what is wrong with it. */
static bool
show_again(struct req *r)
{
	struct req again = { .arena = r->arena, .call = r->call,
	    .service = r->service, .user = r->user, .now = r->now,
	    .path = route_expand(r, r->route->form), .query_string = "",
	    .request_id = r->request_id, .by_cookie = r->by_cookie,
	    .failed = r };
	unsigned allow;

	memcpy(again.csrf_key, r->csrf_key, sizeof(again.csrf_key));
	buf_init(&again.out, r->arena, REQ_OUT_MAX);
	buf_init(&again.headers, r->arena, 16384);
	again.route = route_find(site.service, &again, &allow);
	if (again.route == NULL || again.route->page == NULL ||
	    !access_may(&again.user, again.route->may))
		return false;
	input_read(&again);
	work_read(&again);
	page_render(&again);
	if (again.err != OK)
		return false;
	answer_status(r);
	r->out = again.out;
	return true;
}

static void
finish_page(struct req *r)
{
	bool unsafe = r->method != M_GET;

	if (r->err == OK && r->status == 303) {
		if (r->flash != NULL || r->route->flash != NULL)
			page_flash(r, r->flash != NULL ? r->flash :
			    route_text(r, r->route->flash));
		return;
	}
	if (r->err == OK && !unsafe && r->location != NULL) {
		redirect(r, r->location);
		return;
	}
	if (r->err == OK && r->route->page != NULL) {
		school_refresh(r);
		page_render(r);
	}
	if (r->err == OK)
		return;
	if (r->err == ERR_SIGN_IN && !unsafe)
		redirect(r, sign_in_url(r));
	else if (!unsafe || !may_show_again(r) || !show_again(r))
		page_problem(r);
}

static void
finish(struct req *r)
{
	if (r->grpc != NULL) {
		grpc_send(r);
		return;
	}
	if (!r->api)
		finish_page(r);
	else if (r->err != OK)
		answer_problem(r);
	answer_send(r);
}

/* ---- Counting */

static const char *
severity_of(int status)
{
	return status >= 500 ? "error" : "warning";
}

static const char *
error_type_of(enum err e)
{
	int status = err_info(e)->status;

	if (e == ERR_DB || e == ERR_BUSY)
		return "database";
	if (status == 400 || status == 413 || status == 415 || status == 422)
		return "validation";
	return status >= 500 ? "internal" : err_info(e)->slug;
}

static void
count(const struct req *r)
{
	const char *method = method_name(r->method);
	const char *handler = r->route != NULL ? r->route->path : "none";
	int64_t us = call_now_us() - r->call->started_us;
	char status[8];
	struct log_request line = { .method = method, .path = r->path,
	    .handler = handler, .client_ip = req_param(r, "REMOTE_ADDR"),
	    .status = r->status, .duration_us = us, .bytes = r->call->sent };

	snprintf(status, sizeof(status), "%d", r->status);
	metric_inc(http_requests_total, method, handler, status);
	metric_observe(metric_at(http_request_duration_seconds, method,
	    handler), us);
	if (r->err != OK) {
		metric_inc(uems_application_errors_total,
		    error_type_of(r->err), severity_of(r->status));
		line.error_type = err_info(r->err)->slug;
		line.error_message = r->detail;
	}
	log_request(&line);
}

static void
speak_of(const struct req *r)
{
	log_context(r->request_id, req_param(r, "HTTP_TRACEPARENT"), NULL);
}

static void
begin(struct req *r, struct call *c)
{
	*r = (struct req){ .arena = c->arena, .call = c,
	    .service = site.service, .now = (int64_t)time(NULL) };
	buf_init(&r->out, r->arena, REQ_OUT_MAX);
	buf_init(&r->headers, r->arena, 16384);
	input_read_head(r);
	speak_of(r);
	through(r);
}

static void
end(struct req *r)
{
	finish(r);
	db_end(r);
	count(r);
}

static bool
has_more(const struct req *r)
{
	return r->err == OK && r->route->together != NULL;
}

static void
serve(struct call *c)
{
	struct req r, *one = &r;

	begin(&r, c);
	if (has_more(&r))
		r.route->together(&one, 1);
	end(&r);
}

/* ---- Several of the one route that does them together */

static const struct route *together;

static bool
gathers(const struct call *c)
{
	const char *method = call_param(c, "REQUEST_METHOD");
	const char *uri = call_param(c, "REQUEST_URI");

	return c->early == OK && method != NULL && uri != NULL &&
	    strcmp(method, method_name(together->method)) == 0 &&
	    strncmp(uri, "/api/v1", 7) == 0 &&
	    strcmp(uri + 7, together->path) == 0;
}

static void
serve_all(struct call *const *c, size_t n)
{
	struct req *r = arena_alloc(c[0]->arena, n * sizeof(*r));
	struct req *good[APP_TOGETHER];
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		begin(&r[i], c[i]);
		if (has_more(&r[i]))
			good[k++] = &r[i];
	}
	if (k > 0)
		together->together(good, k);
	for (size_t i = 0; i < n; i++) {
		speak_of(&r[i]);
		end(&r[i]);
	}
}

/* ---- Beside requests */

static int
idle(bool busy)
{
	static struct arena arena;
	struct req r = { .arena = &arena, .service = site.service,
	    .now = (int64_t)time(NULL), .method = M_POST, .path = "",
	    .query_string = "", .request_id = "-" };
	int ms = site.service->idle(&r, busy);

	db_end(&r);
	arena_reset(&arena);
	return ms;
}

/* ---- Starting */

static bool
check_routes(const struct service *s, char *why, size_t n)
{
	for (size_t i = 0; i < s->n; i++)
		if (!route_check(&s->routes[i], why, n))
			return false;
	return true;
}

static bool
prepare(const struct config *conf, char *why, size_t n)
{
	site.conf = conf;
	site.seen = seen_new(SEEN_SLOTS);
	site.limit = limit_new();
	if (site.seen == NULL || site.limit == NULL) {
		snprintf(why, n, "no shared memory");
		return false;
	}
	return check_routes(site.service, why, n) &&
	    page_load(conf->templates_dir, conf->version, why, n);
}

static bool
start(const struct config *conf)
{
	struct arena a = { 0 };
	const char *why;
	bool signer = strcmp(site.service->name, "auth") == 0;

	site.conf = conf;
	why = keys_open(&site.keys, conf->keys_dir, signer);
	if (why != NULL) {
		log_critical("keys", why);
		return false;
	}
	site.cache = cache_new(conf->memcached_socket);
	if (!db_open(arena_printf(&a, "%s user=%s application_name=lyceum_%s "
	    "connect_timeout=2", conf->database, site.service->role,
	    conf->pool)))
		log_warning("db_away", "starting without the database");
	arena_free(&a);
	return site.service->start == NULL || site.service->start(conf);
}

int
serve_main(int argc, char **argv, const struct service *s)
{
	static struct app app = { .prepare = prepare, .start = start,
	    .serve = serve };

	site.service = s;
	app.name = s->name;
	app.idle = s->idle != NULL ? idle : NULL;
	for (size_t i = 0; i < s->n; i++)
		if (s->routes[i].together != NULL)
			together = &s->routes[i];
	if (together != NULL) {
		app.gathers = gathers;
		app.serve_all = serve_all;
	}
	app.describe = describe_service;
	return app_main(argc, argv, &app);
}
