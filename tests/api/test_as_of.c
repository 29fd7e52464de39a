/* A gradebook as it stood: what is read then is what is read of then later. */
#include "core.h"
#include "api/api.h"
#include "api/class.h"
#include "unit/suite.h"

/* By the database's clock, which every version has its time of. */
static const char *
moment(void)
{
	return psql("select replace((clock_timestamp() at time zone 'UTC')"
	    "::timestamp(6)::text, ' ', 'T') || 'Z'");
}

static struct reply *
book(const struct class *c, const char *as_of)
{
	struct reply *r = api_get(c->teacher.token, api_format(
	    "/grades/course/%s%s%s", c->course, as_of == NULL ? "" :
	    "?as_of=", as_of == NULL ? "" : as_of));

	T_STATUS(r, 200);
	T_SAME(reply_text(r, "can_edit"), as_of == NULL ? "true" : "false");
	return r;
}

/* All but whether it can be edited. */
static void
stands_as(const struct class *c, const char *as_of, const struct reply *was)
{
	struct reply *is = book(c, as_of);

	json_object_del(is->json, "can_edit");
	json_object_del(was->json, "can_edit");
	T_SAY(json_equal(is->json, was->json), "as of %s:\n%s\nand it was:\n"
	    "%s", as_of, is->body, was->body);
}

static void
put(const struct class *c, const char *path, const char *body)
{
	T_STATUS(api_send(c->teacher.token, "PUT", path, body), 200);
}

static void
a_term_is_read_backwards(void)
{
	struct class c = class_made();
	const char *id = grade_made(&c, "{\"score\":80,\"days_late\":1}");
	const char *path = api_format("/grades/assignments/%s", c.assignment);
	const char *at[6], *k;
	struct reply *was[6];
	size_t n = 0;

	was[n] = book(&c, NULL), at[n++] = moment();
	grade_put(&c, id, "{\"score\":40}");
	put(&c, path, "{\"name\":\"Renamed\",\"late_per_day\":10}");
	was[n] = book(&c, NULL), at[n++] = moment();
	k = category_made(&c, "{\"drop_lowest\":1}");
	put(&c, path, api_format("{\"category_id\":\"%s\",\"max_score\":50,"
	    "\"curve\":\"add\",\"curve_value\":5}", k));
	assignment_made(&c, api_format("{\"category_id\":\"%s\"}", k));
	was[n] = book(&c, NULL), at[n++] = moment();
	put(&c, api_format("/grades/course/%s/rules", c.course),
	    "{\"weigh_by\":\"points\",\"pass_mark\":99}");
	grade_put(&c, id, "{\"state\":\"excused\"}");
	put(&c, api_format("/grades/enrollment/%s/final", c.enrollment),
	    "{\"final\":75,\"reason\":\"Oral exam\"}");
	was[n] = book(&c, NULL), at[n++] = moment();
	T_STATUS(api_send(api_token("admin"), "DELETE", api_format(
	    "/grades/%s", id), NULL), 204);
	put(&c, api_format("/grades/categories/%s", k),
	    "{\"name\":\"Other\",\"weight\":1}");
	was[n] = book(&c, NULL), at[n++] = moment();
	grade_undo(c.teacher.token, id, "{}");
	was[n] = book(&c, NULL), at[n++] = moment();
	for (size_t i = 0; i < n; i++)
		stands_as(&c, at[i], was[i]);
	api_free();
}

/* Two assignments that swap their names keep their grades. */
static void
names_may_be_swapped(void)
{
	struct class c = class_made();
	const char *one = api_format("/grades/assignments/%s", c.assignment);
	const char *two = api_format("/grades/assignments/%s",
	    assignment_made(&c, "{\"name\":\"Second\"}")), *before, *after;
	struct reply *was, *is;

	grade_made(&c, "{\"score\":10}");
	put(&c, one, "{\"name\":\"First\"}");
	was = book(&c, NULL);
	before = moment();
	put(&c, one, "{\"name\":\"Spare\"}");
	put(&c, two, "{\"name\":\"First\"}");
	put(&c, one, "{\"name\":\"Second\"}");
	is = book(&c, NULL);
	after = moment();
	stands_as(&c, before, was);
	stands_as(&c, after, is);
	T_EQ(reply_int(is, "students.0.cells.0.score"), 10);
	api_free();
}

static const char *
scale_made(void)
{
	struct reply *r = api_send(api_token("admin"), "POST",
	    "/grading/scales", api_format("{\"name\":\"Past %u\",\"steps\":"
	    "[{\"at_least\":0,\"letter\":\"Low\"},{\"at_least\":50,"
	    "\"letter\":\"High\"}]}", unique()));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

static void
a_scale_was_another(void)
{
	struct class c = class_made();
	const char *id = scale_made(), *at;
	struct reply *was;

	grade_made(&c, "{\"score\":60}");
	put(&c, api_format("/grades/course/%s/rules", c.course), api_format(
	    "{\"scale_id\":\"%s\"}", id));
	was = book(&c, NULL);
	at = moment();
	T_SAME(reply_text(was, "students.0.letter"), "High");
	T_STATUS(api_send(api_token("admin"), "PUT", api_format(
	    "/grading/scales/%s", id), "{\"steps\":[{\"at_least\":0,"
	    "\"letter\":\"Any\"}]}"), 200);
	T_SAME(reply_text(book(&c, NULL), "students.0.letter"), "Any");
	stands_as(&c, at, was);
	api_free();
}

static void
before_there_was_anything(void)
{
	struct class c = class_made();
	struct reply *r = book(&c, "2020-01-01T00:00:00Z");

	T_EQ(json_array_size(reply_at(r, "assignments")), 0);
	T_EQ(json_array_size(reply_at(r, "students")), 0);
	T_STATUS(api_get(c.teacher.token, api_format(
	    "/grades/course/%s?as_of=once", c.course)), 422);
	T_STATUS(api_get(c.teacher.token, api_format(
	    "/grades/course/%s?as_of=2026-02-31T00:00:00Z", c.course)), 422);
	T_STATUS(api_get(made_person("teacher").token, api_format(
	    "/grades/course/%s?as_of=2026-01-01T00:00:00Z", c.course)), 404);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "a term", a_term_is_read_backwards },
		{ "names", names_may_be_swapped },
		{ "scale", a_scale_was_another },
		{ "before", before_there_was_anything },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("as of", tests);
}
