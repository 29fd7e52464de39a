/* Matching of paths, and the rows of every service. */
#include "core.h"
#include "auth/auth.h"
#include "beacon/beacon.h"
#include "courses/courses.h"
#include "grades/grades.h"
#include "payments/payments.h"
#include "route.h"
#include "unit/suite.h"

#define ID	"0192f0c1-7b3a-7def-8123-456789abcdef"

static enum err
nothing(struct req *r)
{
	return r->err;
}

static const struct route rows[] = {
	{ M_GET, "/things/{id}", nothing, .may = "self", .summary = "One" },
	{ M_PUT, "/things/{id}", nothing, .may = "self", .summary = "Set" },
	{ M_GET, "/things/new", nothing, .may = "self", .summary = "New",
	    .page = "x", .flags = R_NO_API },
	{ M_GET, "/things", nothing, .may = "self", .summary = "All",
	    .page = "x" },
	{ M_GET, "/things/{id}/parts/{part_id}", nothing, .may = "self",
	    .summary = "Part" },
};

static const struct service service = {
	.name = "test", .routes = rows, .n = NITEMS(rows),
};

static struct arena a;
static struct req r;
static unsigned allow;

static const struct route *
find(enum method m, const char *path, bool api)
{
	arena_free(&a);
	r = (struct req){ .arena = &a, .method = m, .path = path,
	    .api = api };
	return route_find(&service, &r, &allow);
}

static void
paths_are_matched(void)
{
	T_EQ(find(M_GET, "/things/" ID, true), &rows[0]);
	T_SAME(req_var(&r, "id"), ID);
	T_EQ(find(M_PUT, "/things/" ID, true), &rows[1]);
	T_EQ(find(M_GET, "/things", true), &rows[3]);
	T_EQ(find(M_GET, "/things/a/parts/b", true), &rows[4]);
	T_SAME(req_var(&r, "part_id"), "b");
	T_SAME(req_var(&r, "id"), "a");
	T_EQ(find(M_GET, "/things/", true), NULL);
	T_EQ(find(M_GET, "/thing", true), NULL);
	T_EQ(find(M_GET, "/things/a/parts", true), NULL);
	T_EQ(find(M_GET, "/things//parts/b", true), NULL);
}

static void
plain_paths_win(void)
{
	T_EQ(find(M_GET, "/things/new", false), &rows[2]);
	T_EQ(find(M_GET, "/things/new", true), &rows[0]);
}

static void
methods_are_named(void)
{
	T_EQ(find(M_DELETE, "/things/" ID, true), NULL);
	T_EQ(allow, (1u << M_GET) | (1u << M_PUT));
	T_EQ(find(M_DELETE, "/nothing", true), NULL);
	T_EQ(allow, 0);
	T_EQ(method_by_name("HEAD"), M_GET);
	T_EQ(method_by_name("BREW"), M_OTHER);
}

static void
patterns_expand(void)
{
	find(M_GET, "/things/a b", true);
	T_SAME(route_expand(&r, "/things/{id}/x"), "/things/a%20b/x");
	T_SAME(route_text(&r, "thing {id}, {nothing}."), "thing a b, .");
	arena_free(&a);
}

static bool
refused(struct route rt, const char *why)
{
	char said[256] = "";
	bool ok = route_check(&rt, said, sizeof(said));

	return !ok && strstr(said, why) != NULL;
}

static void
rows_must_be_whole(void)
{
	struct route good = rows[0], rt = good;
	char why[256];

	T_TRUE(route_check(&good, why, sizeof(why)));
	rt.may = NULL;
	T_TRUE(refused(rt, "no permission"));
	rt.may = "courses.raed";
	T_TRUE(refused(rt, "unknown permission"));
	rt = good;
	rt.summary = "";
	T_TRUE(refused(rt, "no summary"));
	rt = good;
	rt.handler = NULL;
	T_TRUE(refused(rt, "no handler"));
	rt = good;
	rt.cached = "things";
	T_TRUE(refused(rt, "ttl"));
	rt = good;
	rt.touches = "things";
	T_TRUE(refused(rt, "touches"));
}

static void
every_service_is_whole(void)
{
	static const struct service *const all[] = { &auth_service,
	    &courses_service, &grades_service, &beacon_service,
	    &payments_service };
	char why[256];

	for (size_t s = 0; s < NITEMS(all); s++)
		for (size_t i = 0; i < all[s]->n; i++) {
			bool ok = route_check(&all[s]->routes[i], why,
			    sizeof(why));

			if (!ok)
				fprintf(stderr, "\n  %s", why);
			T_TRUE(ok);
		}
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "paths", paths_are_matched },
		{ "plain paths", plain_paths_win },
		{ "methods", methods_are_named },
		{ "patterns", patterns_expand },
		{ "rows", rows_must_be_whole },
		{ "services", every_service_is_whole },
		CU_TEST_INFO_NULL,
	};

	return suite_run("route", tests);
}
