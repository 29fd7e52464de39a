/* What every pool offers to machines: keys, the document, probes, metrics. */
#include "core.h"
#include "api/api.h"
#include "api/billing.h"
#include "api/bodies.h"
#include "api/fixtures.h"
#include "api/standin.h"
#include "route.h"
#include "unit/client.h"
#include "unit/suite.h"

static struct reply *
bare(const char *path)
{
	return api(&(struct ask){ .method = "GET", .path = path });
}

static void
keys_are_public_keys(void)
{
	struct reply *r = bare("/.well-known/jwks.json");
	json_t *key;
	size_t i;

	T_STATUS(r, 200);
	T_TRUE(json_array_size(reply_at(r, "keys")) > 0);
	json_array_foreach(reply_at(r, "keys"), i, key) {
		T_SAME(json_string_value(json_object_get(key, "alg")),
		    "ES256");
		T_SAME(json_string_value(json_object_get(key, "crv")),
		    "P-256");
		T_TRUE(json_object_get(key, "x") != NULL);
		T_TRUE(json_object_get(key, "kid") != NULL);
		T_TRUE(json_object_get(key, "d") == NULL);
	}
	api_free();
}

/* ---- The document */

static void
route_is_described(const json_t *paths, const struct route *rt)
{
	const char *path = api_format("%s%s", rt->flags & R_BARE ? "" :
	    "/api/v1", rt->path), *may;
	char method[16] = "";
	json_t *op;

	for (size_t i = 0; method_name(rt->method)[i] != '\0'; i++)
		method[i] = (char)(method_name(rt->method)[i] | 0x20);
	op = json_object_get(json_object_get(paths, path), method);
	T_SAY(json_is_object(op), "%s %s is not in the document", method,
	    path);
	may = json_string_value(json_object_get(op, "x-permission"));
	T_SAY(may != NULL && strcmp(may, rt->may) == 0,
	    "%s %s: x-permission is %s", method, path, may);
	T_SAY(*json_string_value(json_object_get(op, "summary")) != '\0',
	    "%s %s has no summary", method, path);
	op = json_object_get(json_object_get(json_object_get(op,
	    "responses"), "200"), "content");
	T_SAY(op == NULL || json_object_get(op, rt->gives != NULL ?
	    rt->gives : "application/json") != NULL,
	    "%s %s gives something else", method, path);
}

/* Programs are made of these names: one each, and of plain characters. */
static void
operation_is_whole(const char *path, const json_t *op, json_t *ids)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789_";
	const char *id = json_string_value(json_object_get(op, "operationId"));
	const char *status, *text;
	json_t *answer;

	if (id == NULL)
		id = "";
	T_SAY(*id != '\0' && id[strspn(id, plain)] == '\0' &&
	    json_object_get(ids, id) == NULL, "%s: operationId is %s", path,
	    id);
	json_object_set_new(ids, id, json_true());
	json_object_foreach(json_object_get(op, "responses"), status, answer) {
		text = json_string_value(json_object_get(answer,
		    "description"));
		T_SAY(text != NULL && *text != '\0',
		    "%s: nothing describes %s", path, status);
	}
}

static void
every_operation_is_whole(void)
{
	struct reply *r = api_get(NULL, "/openapi.json");
	json_t *ids = json_object(), *item, *op;
	const char *path, *method;

	json_object_foreach(reply_at(r, "paths"), path, item)
		json_object_foreach(item, method, op)
			operation_is_whole(path, op, ids);
	T_TRUE(json_object_size(ids) > 100);
	T_TRUE(*reply_text(r, "info.title") != '\0');
	T_TRUE(*reply_text(r, "info.version") != '\0');
	T_TRUE(*reply_text(r, "servers.0.url") != '\0');
	json_decref(ids);
	api_free();
}

/* What can be asked for without an id is what the document says. */
static void
types_are_as_described(void)
{
	for (size_t s = 0; s < SERVICES; s++)
		for (size_t i = 0; i < services[s]->n; i++) {
			const struct route *rt = &services[s]->routes[i];
			struct reply *r;

			if (rt->gives == NULL || strchr(rt->path, '{') != NULL)
				continue;
			r = bare(rt->path);
			T_SAY(strcmp(reply_header(r, "Content-Type"),
			    rt->gives) == 0, "%s gives %s", rt->path,
			    reply_header(r, "Content-Type"));
		}
	api_free();
}

static void
the_document_has_every_route(void)
{
	struct reply *r = api_get(NULL, "/openapi.json");

	T_STATUS(r, 200);
	T_TRUE(r->json != NULL);
	T_TRUE(strncmp(reply_text(r, "openapi"), "3.1", 3) == 0);
	for (size_t s = 0; s < SERVICES; s++)
		for (size_t i = 0; i < services[s]->n; i++)
			if (!(services[s]->routes[i].flags & R_NO_API))
				route_is_described(json_object_get(r->json,
				    "paths"), &services[s]->routes[i]);
	r = bare("/docs");
	T_EQ(r->status, 200);
	T_TRUE(strstr(r->body, "/courses/{id}/enroll") != NULL);
	api_free();
}

/* ---- Probes */

static void
every_pool_is_there(void)
{
	static const char *const pools[] = { "", "/auth", "/courses",
	    "/grades", "/beacon", "/payments" };
	static const char *const probes[] = { "", "/live", "/ready" };

	for (size_t i = 0; i < NITEMS(pools); i++)
		for (size_t k = 0; k < NITEMS(probes); k++) {
			struct reply *r = bare(api_format("%s/health%s",
			    pools[i], probes[k]));

			T_SAY(r->status == 200 && json_is_object(r->json),
			    "%s/health%s: %ld", pools[i], probes[k],
			    r->status);
		}
	api_free();
}

/* ---- Metrics */

static void
metrics_are_shared_by_all_pools(void)
{
	struct reply *r;

	api_get(api_token("student"), "/courses");
	api_get(api_token("student"), "/grades");
	r = bare("/metrics");
	T_EQ(r->status, 200);
	T_TRUE(strncmp(reply_header(r, "Content-Type"), "text/plain", 10) ==
	    0);
	T_TRUE(strstr(r->body, "handler=\"/courses\"") != NULL);
	T_TRUE(strstr(r->body, "handler=\"/grades\"") != NULL);
	T_TRUE(strstr(r->body, "uems_user_logins_total{") != NULL);
	api_free();
}

/* Past nginx, as a scraper somewhere else would reach it. */
static void
metrics_are_for_the_neighbours(void)
{
	static const char *const params[] = { "REQUEST_METHOD", "GET",
	    "REQUEST_URI", "/metrics", "QUERY_STRING", "", "REMOTE_ADDR",
	    "192.0.2.7", "REQUEST_ID", "from-far-away", NULL };
	const char *run = getenv("LYCEUM_RUN");
	int fd = client_connect(api_format("%s/auth.sock", run == NULL ? "." :
	    run));
	struct answer a;

	T_TRUE(fd >= 0 && client_begin(fd, params) && client_body(fd, "", 0));
	a = client_answer(fd);
	T_EQ(a.status, 404);
	T_TRUE(a.body != NULL && strstr(a.body, "http_requests") == NULL);
	answer_free(&a);
	api_free();
}

/* nginx refuses bigger bodies first; a worker does not rely on it. */
static void
a_worker_reads_no_more_than_it_says(void)
{
	const char *run = getenv("LYCEUM_RUN");
	const char *const params[] = { "REQUEST_METHOD", "POST",
	    "REQUEST_URI", "/api/v1/courses", "QUERY_STRING", "",
	    "REMOTE_ADDR", "127.0.0.1", "REQUEST_ID", "a-big-body",
	    "CONTENT_TYPE", "application/json", "CONTENT_LENGTH", "1048577",
	    "HTTP_AUTHORIZATION", api_format("Bearer %s",
	    api_token("admin")), NULL };
	size_t n = 1024 * 1024 + 1;
	char *body = malloc(n);
	int fd = client_connect(api_format("%s/courses.sock", run == NULL ?
	    "." : run));
	struct answer a;

	memset(body, ' ', n);
	T_TRUE(fd >= 0 && client_begin(fd, params) && client_body(fd, body,
	    n));
	a = client_answer(fd);
	T_EQ(a.status, 413);
	T_TRUE(a.body != NULL && strstr(a.body, "too_large") != NULL);
	answer_free(&a);
	free(body);
	api_free();
}

/* ---- Forms, which have no JSON */

/* What a form is of is a course, unless its path says otherwise. */
static const char *
form_path(const struct route *rt, const char *course)
{
	struct reply *r;

	if (strstr(rt->path, "/invoices/{id}") != NULL)
		return path_with(rt, invoice_made(made_person("student").id,
		    "10"));
	if (strstr(rt->path, "/payments/{id}") != NULL)
		return path_with(rt, paying_made(made_person("student").token,
		    "12.34").id);
	if (strstr(rt->path, "/assignments/{id}") == NULL)
		return path_with(rt, course);
	r = api_send(api_token("admin"), "POST", api_format(
	    "/grades/course/%s/assignments", course),
	    "{\"name\":\"Of a form\",\"type\":\"quiz\",\"max_score\":1}");
	T_STATUS(r, 201);
	return path_with(rt, reply_text(r, "id"));
}

static void
every_form_is_shown(void)
{
	const char *course = api_course(5, 0, "{}");
	struct ask in = { .method = "POST", .path = "/auth/login",
	    .type = "application/x-www-form-urlencoded",
	    .body = "email=admin%40lyceum.example&password=" PASSWORD,
	    .headers = { "Sec-Fetch-Site: same-origin" } };
	const char *set = reply_header(api(&in), "Set-Cookie");
	const char *cookie = api_format("%.*s", (int)strcspn(set, ";"), set);

	for (size_t s = 0; s < SERVICES; s++)
		for (size_t i = 0; i < services[s]->n; i++) {
			const struct route *rt = &services[s]->routes[i];
			struct ask a = { .method = "GET" };
			struct reply *r;

			if (!(rt->flags & R_NO_API) || rt->flags & R_GRPC)
				continue;
			a.path = form_path(rt, course);
			a.cookie = strcmp(rt->may, "public") == 0 ? NULL :
			    cookie;
			r = api(&a);
			T_SAY(r->status == 200 && strstr(r->body, "</html>")
			    != NULL, "%s: %ld", rt->path, r->status);
		}
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "keys", keys_are_public_keys },
		{ "document", the_document_has_every_route },
		{ "operations", every_operation_is_whole },
		{ "types", types_are_as_described },
		{ "probes", every_pool_is_there },
		{ "metrics", metrics_are_shared_by_all_pools },
		{ "far away", metrics_are_for_the_neighbours },
		{ "big body", a_worker_reads_no_more_than_it_says },
		{ "forms", every_form_is_shown },
		CU_TEST_INFO_NULL,
	};

	api_start();
	standin_start();
	return suite_run("service", tests);
}
