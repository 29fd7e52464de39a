/*
 * Every route of every service, without knowing any of them: sign-in,
 * permission, school, validation, method, and the shape of the answer.
 */
#include "core.h"
#include "access.h"
#include "api/api.h"
#include "api/bodies.h"
#include "route.h"
#include "unit/suite.h"

static const char *const roles[] = {
	"student", "teacher", "admin", "dev", "parent",
};

/* What the tests below need of a route; false leaves it out. */
static bool
has_api(const struct route *rt)
{
	return !(rt->flags & (R_NO_API | R_BEARER | R_RAW | R_BARE));
}

static void
each(void (*fn)(const struct route *))
{
	for (size_t s = 0; s < SERVICES; s++)
		for (size_t i = 0; i < services[s]->n; i++)
			if (has_api(&services[s]->routes[i]))
				fn(&services[s]->routes[i]);
	api_free();
}

#define WHERE(rt)	method_name((rt)->method), (rt)->path

/* ---- The table itself */

static void
row_is_whole(const struct route *rt)
{
	char why[256] = "";

	T_SAY(route_check(rt, why, sizeof(why)), "%s", why);
}

static void
every_row_is_whole(void)
{
	each(row_is_whole);
}

static void
no_row_stands_twice(void)
{
	for (size_t s = 0; s < SERVICES; s++)
		for (size_t i = 0; i < services[s]->n; i++)
			for (size_t k = 0; k < i; k++) {
				const struct route *a =
				    &services[s]->routes[i];
				const struct route *b =
				    &services[s]->routes[k];

				T_SAY(a->method != b->method ||
				    strcmp(a->path, b->path) != 0,
				    "%s %s stands twice", WHERE(a));
			}
}

/* ---- Sign-in and permission */

static void
wants_sign_in(const struct route *rt)
{
	json_t *body = valid_body(rt);
	struct reply *r = call_route(NULL, rt, path_with(rt, NOBODY_ID), body);

	if (access_public(rt->may))
		T_SAY(strcmp(reply_text(r, "type"), "/problems/sign_in") != 0,
		    "%s %s is public, and asked to sign in", WHERE(rt));
	else
		T_SAY(r->status == 401, "%s %s without a token: %ld",
		    WHERE(rt), r->status);
	json_decref(body);
}

static void
every_route_wants_its_sign_in(void)
{
	each(wants_sign_in);
}

static bool
forged(const struct route *rt, const char *token)
{
	json_t *body = valid_body(rt);
	struct reply *r = call_route(token, rt, path_with(rt, NOBODY_ID), body);

	json_decref(body);
	return r->status != 401;
}

static void
refuses_forged(const struct route *rt)
{
	T_SAY(!forged(rt, "eyJhbGciOiJub25lIn0.e30."),
	    "%s %s took a token without a signature", WHERE(rt));
}

static void
no_route_takes_a_forged_token(void)
{
	each(refuses_forged);
}

/* The matrix of the school, as the administrator sees it. */
static bool
role_has(const char *role, const char *may)
{
	static json_t *matrix;
	json_t *list, *v;
	size_t i;

	if (matrix == NULL)
		matrix = json_object();
	list = json_object_get(matrix, role);
	if (list == NULL) {
		struct reply *r = api_get(api_token("admin"), api_format(
		    "/roles/%s/permissions", role));

		T_STATUS(r, 200);
		list = json_deep_copy(reply_at(r, "permissions"));
		json_object_set_new(matrix, role, list);
	}
	json_array_foreach(list, i, v) {
		const char *name = json_is_string(v) ? json_string_value(v) :
		    json_string_value(json_object_get(v, "permission"));

		if (name != NULL && strcmp(name, may) == 0)
			return true;
	}
	return false;
}

/* An id of nobody: what the role may do answers 404 or so, never 403. */
static void
permission_counts(const struct route *rt)
{
	if (access_public(rt->may) || strcmp(rt->may, "self") == 0)
		return;
	for (size_t i = 0; i < NITEMS(roles); i++) {
		json_t *body = json_object();
		bool has = role_has(roles[i], rt->may);
		struct reply *r = call_route(api_token(roles[i]), rt,
		    path_with(rt, NOBODY_ID), body);
		bool refused = strcmp(reply_text(r, "type"),
		    "/problems/forbidden") == 0;

		T_SAY(refused == !has, "%s %s as %s: %ld, and %s %s",
		    WHERE(rt), roles[i], r->status,
		    has ? "has" : "has not", rt->may);
		json_decref(body);
	}
}

static void
every_permission_counts(void)
{
	each(permission_counts);
}

/* ---- Ids */

static void
bad_id_is_not_found(const struct route *rt)
{
	static const char *const bad[] = { "1", "x", "0192f0c1",
	    "00000000-0000-7000-8000-00000000000g",
	    "00000000-0000-7000-8000-0000000000000", "%00", "%27or1=1" };
	const char *end = strstr(rt->path, "id}");

	if (end == NULL || access_public(rt->may) ||
	    (strcmp(rt->may, "self") != 0 && !role_has("admin", rt->may)))
		return;
	for (size_t i = 0; i < NITEMS(bad); i++) {
		json_t *body = valid_body(rt);
		struct reply *r = call_route(api_token("admin"), rt,
		    path_with(rt, bad[i]), body);

		T_SAY(r->status == 404 || r->status == 400,
		    "%s %s with the id \"%s\": %ld", WHERE(rt), bad[i],
		    r->status);
		json_decref(body);
	}
}

static void
ids_that_are_none_are_not_found(void)
{
	each(bad_id_is_not_found);
}

static void
strange_id_is_not_found(const struct route *rt)
{
	json_t *body = valid_body(rt);
	struct reply *r;

	if (strstr(rt->path, "id}") != NULL && !access_public(rt->may) &&
	    role_has("admin", rt->may)) {
		r = call_route(api_token("admin"), rt, path_with(rt, NOBODY_ID),
		    body);
		T_SAY(r->status == 404 || r->status == 422,
		    "%s %s of nobody: %ld %.200s", WHERE(rt), r->status,
		    r->body);
	}
	json_decref(body);
}

static void
ids_of_nobody_are_not_found(void)
{
	each(strange_id_is_not_found);
}

/* ---- Validation */

static bool
skips_validation(const struct route *rt)
{
	return rt->in == NULL || (!access_public(rt->may) &&
	    strcmp(rt->may, "self") != 0 && !role_has("admin", rt->may));
}

static const char *
who_validates(const struct route *rt)
{
	return access_public(rt->may) ? NULL : api_token("admin");
}

static void
refuses(const struct route *rt, json_t *body, const char *field,
    const char *what)
{
	struct reply *r = call_route(who_validates(rt), rt,
	    path_with(rt, NOBODY_ID), body);

	if (r->status == 429)
		return;		/* sign-in paths: a limit comes first */
	T_SAY(r->status == 422 && reply_names(r, field),
	    "%s %s with %s %s: %ld %.200s", WHERE(rt), field, what, r->status,
	    r->body);
}

static void
field_is_checked(const struct route *rt, const struct field *f)
{
	json_t *body = valid_body(rt), *wrong = wrong_value(f);
	size_t max = f->max > 0 ? (size_t)f->max : 20000;
	char *big;

	if (f->flags & F_REQUIRED) {
		json_object_del(body, f->name);
		refuses(rt, body, f->name, "missing");
	}
	if (wrong != NULL) {
		json_object_set_new(body, f->name, wrong);
		refuses(rt, body, f->name, "of the wrong type");
	}
	if (f->kind == K_TEXT && max < 100000) {
		big = calloc(1, max + 2);
		memset(big, 'a', max + 1);
		json_object_set_new(body, f->name, json_string(big));
		refuses(rt, body, f->name, "too long");
		free(big);
	}
	if ((f->kind == K_INT || f->kind == K_DECIMAL) && f->max != 0) {
		json_object_set_new(body, f->name, json_integer(f->max + 1));
		refuses(rt, body, f->name, "too large");
	}
	json_decref(body);
}

static void
fields_are_checked(const struct route *rt)
{
	json_t *body;

	if (skips_validation(rt) || rt->rate.take > 0)
		return;
	for (size_t i = 0; i < rt->in->n; i++)
		if (in_body(rt, &rt->in->fields[i]))
			field_is_checked(rt, &rt->in->fields[i]);
	if (rt->method == M_GET)
		return;
	body = valid_body(rt);
	json_object_set_new(body, "no_such_field", json_true());
	refuses(rt, body, "no_such_field", "unknown");
	json_decref(body);
}

static void
every_field_is_checked(void)
{
	each(fields_are_checked);
}

static void
bodies_are_checked(const struct route *rt)
{
	static const struct {
		const char	*body, *type;
		long		 status;
	} bad[] = {
		{ "{", NULL, 400 }, { "[]", NULL, 400 }, { "7", NULL, 400 },
		{ "{\"a\":1,\"a\":2}", NULL, 400 },
		{ "{\"a\":\"\xff\"}", NULL, 400 },
		{ "{\"a\":\"\\u0000\"}", NULL, 400 },
		{ "a=b", "text/plain", 415 },
		{ "a=b", "application/x-www-form-urlencoded", 415 },
	};

	if (rt->method == M_GET || skips_validation(rt) || rt->rate.take > 0)
		return;
	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct ask a = { method_name(rt->method), api_format(
		    "/api/v1%s", path_with(rt, NOBODY_ID)),
		    who_validates(rt), NULL, bad[i].body, bad[i].type,
		    { NULL } };
		struct reply *r = api(&a);

		T_SAY(r->status == bad[i].status, "%s %s with the body %s: "
		    "%ld instead of %ld", WHERE(rt), bad[i].body, r->status,
		    bad[i].status);
	}
}

static void
every_body_is_checked(void)
{
	each(bodies_are_checked);
}

/* ---- Methods and answers */

static void
other_methods(const struct route *rt)
{
	struct ask a = { "PROPFIND", api_format("/api/v1%s", path_with(rt,
	    NOBODY_ID)), NULL, NULL, NULL, NULL, { NULL } };
	struct reply *r = api(&a);

	T_SAY(r->status == 405 && strstr(reply_header(r, "Allow"),
	    method_name(rt->method)) != NULL, "PROPFIND %s: %ld, Allow: %s",
	    rt->path, r->status, reply_header(r, "Allow"));
}

static void
other_methods_are_refused(void)
{
	each(other_methods);
}

static void
answers_well(const struct route *rt)
{
	const char *id = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
	struct ask a = { "GET", NULL, NULL, NULL, NULL, NULL,
	    { "X-Request-ID: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } };
	struct reply *r;

	if (rt->method != M_GET || strchr(rt->path, '{') != NULL)
		return;
	a.path = api_format("/api/v1%s", with_query(rt, rt->path));
	a.token = access_public(rt->may) ? NULL : api_token("admin");
	r = api(&a);
	T_SAY(r->status == 200, "%s %s: %ld %.200s", WHERE(rt), r->status,
	    r->body);
	T_SAY(strcmp(reply_header(r, "X-Request-ID"), id) == 0,
	    "%s %s: X-Request-ID is %s", WHERE(rt), reply_header(r,
	    "X-Request-ID"));
	if (strncmp(reply_header(r, "Content-Type"), "application/json", 16)
	    != 0)
		return;
	T_SAY(r->json != NULL, "%s %s is not JSON", WHERE(rt));
	if (route_is_list(rt))
		T_SAY(json_is_array(reply_at(r, "items")) &&
		    json_object_get(r->json, "next") != NULL,
		    "%s %s is not a list", WHERE(rt));
}

static void
every_answer_has_its_form(void)
{
	each(answers_well);
}

/* Two pages of one row each are the first two rows of one page. */
static void
pages_follow(const struct route *rt)
{
	struct reply *both, *one, *two;
	const char *path = rt->path;

	if (!route_is_list(rt) || strchr(path, '{') != NULL ||
	    !role_has("admin", rt->may))
		return;
	both = api_get(api_token("admin"), api_format("%s?limit=2", path));
	one = api_get(api_token("admin"), api_format("%s?limit=1", path));
	if (*reply_text(both, "items.1.id") == '\0')
		return;
	two = api_get(api_token("admin"), api_format("%s?limit=1&after=%s",
	    path, reply_text(one, "next")));
	T_SAY(strcmp(reply_text(both, "items.1.id"),
	    reply_text(two, "items.0.id")) == 0,
	    "%s: the second page is not the second row: %.200s", path,
	    two->body);
	T_EQ(api_get(api_token("admin"), api_format("%s?after=x", path))->
	    status, 422);
	T_EQ(api_get(api_token("admin"), api_format("%s?limit=201", path))->
	    status, 422);
}

static void
every_list_pages(void)
{
	each(pages_follow);
}

/* ---- The other school: its objects do not exist here */

static void
school_is_a_wall(const struct route *rt)
{
	char first[64];
	const char *brace = strchr(rt->path, '{');
	struct reply *theirs, *r;
	const char *id;

	if (rt->method != M_GET || brace == NULL || strstr(rt->path, "id}") ==
	    NULL || access_public(rt->may))
		return;
	snprintf(first, sizeof(first), "%.*s", (int)(brace - rt->path - 1),
	    rt->path);
	if (strchr(first + 1, '/') != NULL)
		return;
	theirs = api_get(api_token("admin@other.example"), api_format(
	    "%s?limit=1", first));
	id = reply_text(theirs, "items.0.id");
	if (*id == '\0')
		return;
	r = api_get(api_token("admin"), path_with(rt, id));
	T_SAY(r->status == 404, "%s %s of another school: %ld", WHERE(rt),
	    r->status);
}

static void
every_school_is_a_wall(void)
{
	each(school_is_a_wall);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "every row is whole", every_row_is_whole },
		{ "no row stands twice", no_row_stands_twice },
		{ "sign-in", every_route_wants_its_sign_in },
		{ "forged tokens", no_route_takes_a_forged_token },
		{ "permissions", every_permission_counts },
		{ "ids that are none", ids_that_are_none_are_not_found },
		{ "ids of nobody", ids_of_nobody_are_not_found },
		{ "other schools", every_school_is_a_wall },
		{ "fields", every_field_is_checked },
		{ "bodies", every_body_is_checked },
		{ "methods", other_methods_are_refused },
		{ "answers", every_answer_has_its_form },
		{ "lists", every_list_pages },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("routes", tests);
}
