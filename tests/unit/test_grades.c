/* The grades service without a database: its table, and its index of texts. */
#include "core.h"
#include "arena.h"
#include "grades/grades.h"
#include "index.h"
#include "unit/suite.h"

#define MANY	5000

static void
rows_are_whole(void)
{
	char why[256] = "";

	for (size_t i = 0; i < grades_service.n; i++) {
		bool whole = route_check(&grades_service.routes[i], why,
		    sizeof(why));

		if (!whole)
			fprintf(stderr, "\n  %s", why);
		T_TRUE(whole);
	}
}

static const char *
path_of(enum method m, const char *path)
{
	static struct arena a;
	struct req r = { .arena = &a, .method = m, .path = path,
	    .api = true };
	unsigned allow;
	const struct route *rt = route_find(&grades_service, &r, &allow);

	return rt == NULL ? "none" : rt->path;
}

/* Words are no ids, though {id} would take them. */
static void
plain_paths_win(void)
{
	T_SAME(path_of(M_GET, "/grades/health"), "/grades/health");
	T_SAME(path_of(M_GET, "/grades/health/ready"),
	    "/grades/health/ready");
	T_SAME(path_of(M_GET, "/grades/courses"), "/grades/courses");
	T_SAME(path_of(M_GET, "/grades/0192f0c1"), "/grades/{id}");
	T_SAME(path_of(M_GET, "/grades/course/x"),
	    "/grades/course/{course_id}");
	T_SAME(path_of(M_GET, "/grades/enrollment/x"),
	    "/grades/enrollment/{enrollment_id}");
	T_SAME(path_of(M_GET, "/grades/x/history"), "/grades/{id}/history");
	T_SAME(path_of(M_PUT, "/grades/assignments/x"),
	    "/grades/assignments/{id}");
	T_SAME(path_of(M_POST, "/grades/health"), "none");
}

/* ---- Texts and their rows */

static void
an_index_finds_what_was_put(void)
{
	static char ids[MANY][37];
	struct arena a = { 0 };
	struct index x;
	unsigned wrong = 0;

	index_init(&x, &a, MANY);
	for (int i = 0; i < MANY; i++) {
		snprintf(ids[i], sizeof(ids[i]),
		    "0192f0c1-%04x-7000-8000-%012x", i % 16, i);
		index_put(&x, ids[i], 36, i);
	}
	for (int i = 0; i < MANY; i++) {
		char id[37];

		wrong += index_get(&x, ids[i], 36) != i;
		memcpy(id, ids[i], sizeof(id));
		id[0] = 'f';
		wrong += index_get(&x, id, 36) != -1;
		wrong += index_get(&x, ids[i], 35) != -1;
	}
	T_EQ(wrong, 0);
	arena_free(&a);
}

/* Assignments are called anything, and may differ in their last byte. */
static void
texts_of_any_length(void)
{
	char all[64], other[64];
	struct arena a = { 0 };
	struct index x;

	memset(all, 'a', sizeof(all));
	memcpy(other, all, sizeof(other));
	index_init(&x, &a, 64);
	for (int n = 0; n < 64; n++)
		index_put(&x, all, (size_t)n, n);
	for (int n = 0; n < 64; n++)
		T_EQ(index_get(&x, all, (size_t)n), n);
	for (size_t n = 1; n < 64; n++) {
		other[n - 1] = 'b';
		T_EQ(index_get(&x, other, n), -1);
		other[n - 1] = 'a';
	}
	index_put(&x, other, 7, 99);
	T_EQ(index_get(&x, all, 7), 7);
	arena_free(&a);
}

static void
an_empty_index(void)
{
	struct arena a = { 0 };
	struct index x;

	index_init(&x, &a, 0);
	T_EQ(index_get(&x, "x", 1), -1);
	T_EQ(index_get(&x, "", 0), -1);
	index_put(&x, "", 0, 3);
	T_EQ(index_get(&x, "", 0), 3);
	arena_free(&a);
}

static void
maxima_are_positive(void)
{
	T_TRUE(is_positive("0.01"));
	T_TRUE(is_positive("100"));
	T_FALSE(is_positive("0"));
	T_FALSE(is_positive("0.00"));
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "rows are whole", rows_are_whole },
		{ "plain paths win", plain_paths_win },
		{ "an index", an_index_finds_what_was_put },
		{ "texts of any length", texts_of_any_length },
		{ "an empty index", an_empty_index },
		{ "maxima", maxima_are_positive },
		CU_TEST_INFO_NULL,
	};

	return suite_run("grades", tests);
}
