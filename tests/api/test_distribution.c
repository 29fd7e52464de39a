/* How the scores of an assignment are distributed, and whose that is to know;
 * gradebooks by pages. */
#include "core.h"
#include "api/api.h"
#include "api/class.h"
#include "unit/suite.h"

/* Another student of the class, graded so. */
static const char *
graded(const struct class *c, const char *members)
{
	struct somebody s = made_person("student");
	const char *seat = seat_made(c->course, s.id);
	struct reply *r = api_send(c->teacher.token, "POST", "/grades",
	    api_format("{\"enrollment_id\":\"%s\",\"assignment_id\":\"%s\",%s}",
		seat, c->assignment, members));

	T_STATUS(r, 201);
	return seat;
}

static struct reply *
asked(const struct class *c, const char *token)
{
	return api_get(token, api_format("/grades/assignments/%s/distribution",
	    c->assignment));
}

static bool
says(const struct reply *r, const char *text)
{
	return strstr(r->body, text) != NULL;
}

/* Out of 100: a border is in the bar above it, but for the last. */
static void
figures_are_exact(void)
{
	struct class c = class_made();
	struct reply *r;

	graded(&c, "\"score\":10");
	graded(&c, "\"score\":33.33");
	graded(&c, "\"score\":33.34");
	graded(&c, "\"score\":100");
	graded(&c, "\"state\":\"missing\"");
	graded(&c, "\"state\":\"excused\"");
	r = asked(&c, c.teacher.token);
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "students"), 7);
	T_EQ(reply_int(r, "count"), 4);
	T_EQ(reply_int(r, "missing"), 1);
	T_EQ(reply_int(r, "excused"), 1);
	T_TRUE(says(r, "\"mean\":44.17,"));	/* 44.1675 */
	T_TRUE(says(r, "\"lower_quartile\":27.4975,"));
	T_TRUE(says(r, "\"median\":33.335,"));
	T_TRUE(says(r, "\"upper_quartile\":50.005,"));
	T_TRUE(says(r, "\"lowest\":10,"));
	T_TRUE(says(r, "\"highest\":100,"));
	T_EQ(json_array_size(reply_at(r, "bars")), 10);
	T_EQ(reply_int(r, "bars.0.count"), 0);
	T_EQ(reply_int(r, "bars.1.count"), 1);
	T_EQ(reply_int(r, "bars.3.count"), 2);
	T_EQ(reply_int(r, "bars.9.count"), 1);
	T_TRUE(json_is_null(reply_at(r, "chart")) ||
	    reply_at(r, "chart") == NULL);
	api_free();
}

static void
nothing_graded_has_no_figures(void)
{
	struct class c = class_made();
	struct reply *r = asked(&c, c.teacher.token);

	T_STATUS(r, 200);
	T_EQ(reply_int(r, "count"), 0);
	T_TRUE(json_is_null(reply_at(r, "mean")));
	T_TRUE(json_is_null(reply_at(r, "median")));
	graded(&c, "\"score\":7");
	r = asked(&c, c.teacher.token);
	T_TRUE(says(r, "\"lower_quartile\":7,\"median\":7,"));
	T_TRUE(says(r, "\"upper_quartile\":7,"));
	api_free();
}

/* A small class would tell each student the scores of the others. */
static void
only_teachers_know(void)
{
	struct class c = class_made();

	T_STATUS(asked(&c, c.student.token), 404);
	T_STATUS(asked(&c, made_person("teacher").token), 404);
	T_STATUS(asked(&c, api_token("admin@other.example")), 404);
	T_STATUS(asked(&c, api_token("admin")), 200);
	teacher_gone(&c);
	T_STATUS(asked(&c, c.teacher.token), 404);
	api_free();
}

static void
who_has_dropped_is_not_counted(void)
{
	struct class c = class_made();
	const char *seat = graded(&c, "\"score\":50");

	psql(api_format("update academics.enrollments set status = 'dropped' "
	    "where id = '%s'", seat));
	T_EQ(reply_int(asked(&c, c.teacher.token), "count"), 0);
	api_free();
}

static void
a_page_of_a_gradebook(void)
{
	struct class c = class_made();
	const char *path = api_format("/grades/course/%s?page=", c.course);
	struct reply *r = api_get(c.teacher.token, api_format("%s1", path));

	T_STATUS(r, 200);
	T_EQ(json_array_size(reply_at(r, "students")), 1);
	r = api_get(c.teacher.token, api_format("%s9", path));
	T_EQ(json_array_size(reply_at(r, "students")), 1);
	T_PROBLEM(api_get(c.teacher.token, api_format("%s0", path)), 422,
	    "invalid");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "figures", figures_are_exact },
		{ "nothing graded", nothing_graded_has_no_figures },
		{ "teachers alone", only_teachers_know },
		{ "dropped", who_has_dropped_is_not_counted },
		{ "a page", a_page_of_a_gradebook },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("distribution", tests);
}
