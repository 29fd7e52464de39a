/*
 * Every query of every schema parses under the role that runs it, and every
 * column that a page names in a list or object is one that its query has.
 * Wants LYCEUM_TEST_DB, a migrated database.
 */
#include "core.h"
#include "auth/auth.h"
#include "beacon/beacon.h"
#include "courses/courses.h"
#include "db.h"
#include "gen/academics.h"
#include "gen/grading.h"
#include "gen/identity.h"
#include "gen/platform.h"
#include "grades/grades.h"
#include "payments/payments.h"
#include "route.h"
#include "unit/suite.h"

static const char *conninfo;

static void
as(const char *role)
{
	char text[1024];

	db_close();
	snprintf(text, sizeof(text), "%s user=%s", conninfo, role);
	CU_ASSERT_TRUE_FATAL(db_open(text));
}

static void
parse_all(const char *role, const struct query *const *queries)
{
	char why[1024];

	as(role);
	for (; *queries != NULL; queries++) {
		bool ok = db_check(*queries, why, sizeof(why));

		if (!ok)
			fprintf(stderr, "\n  as %s: %s", role, why);
		T_TRUE(ok);
	}
}

static void
queries_parse_as_their_role(void)
{
	parse_all("lyceum_auth", identity_queries);
	parse_all("lyceum_courses", academics_queries);
	parse_all("lyceum_grades", grading_queries);
}

static void
common_queries_parse_as_every_role(void)
{
	static const char *const roles[] = { "lyceum_auth",
	    "lyceum_courses", "lyceum_grades", "lyceum_beacon",
	    "lyceum_payments" };

	for (size_t i = 0; i < NITEMS(roles); i++)
		parse_all(roles[i], platform_queries);
}

/* A list pages by (_key, id): both must be there. */
static void
lists_have_their_cursor(void)
{
	static const struct service *const services[] = { &auth_service,
	    &courses_service, &grades_service };
	const char *names[64];

	for (size_t s = 0; s < NITEMS(services); s++) {
		as(services[s]->role);
		for (size_t i = 0; i < services[s]->n; i++) {
			const struct route *rt = &services[s]->routes[i];
			int n, found = 0;

			if (!route_is_list(rt))
				continue;
			n = db_columns(rt->query, names, NITEMS(names));
			for (int k = 0; k < n; k++)
				found += strcmp(names[k], "_key") == 0 ||
				    strcmp(names[k], "id") == 0;
			if (found != 2)
				fprintf(stderr, "\n  %s: no _key or no id",
				    rt->query->name);
			T_EQ(found, 2);
		}
	}
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "as their role", queries_parse_as_their_role },
		{ "the common ones", common_queries_parse_as_every_role },
		{ "cursors of lists", lists_have_their_cursor },
		CU_TEST_INFO_NULL,
	};
	int failed;

	conninfo = getenv("LYCEUM_TEST_DB");
	if (conninfo == NULL)
		return 77;
	failed = suite_run("queries", tests);
	db_close();
	return failed;
}
