/* How a school and a course grade: scales, rules, categories, assignments. */
#include "core.h"
#include "api/api.h"
#include "api/class.h"
#include "api/forms.h"
#include "unit/suite.h"

#define LETTERS	"00000000-0000-7000-8000-000000000001"
#define STEPS								\
	"[{\"at_least\":\"62.5\",\"letter\":\"P\",\"points\":1.25},"	\
	"{\"at_least\":0,\"letter\":\"F\"}]"

static const char *
scale_made(void)
{
	struct reply *r = api_send(api_token("admin"), "POST",
	    "/grading/scales", api_format("{\"name\":\"Scale %u\","
	    "\"steps\":" STEPS "}", unique()));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

static const char *
scale_path(const char *id)
{
	return api_format("/grading/scales/%s", id);
}

static const char *
rules_path(const struct class *c)
{
	return api_format("/grades/course/%s/rules", c->course);
}

/* ---- Scales */

static void
a_scale_and_its_life(void)
{
	const char *admin = api_token("admin"), *id = scale_made();
	const char *path = scale_path(id), *name;
	struct reply *r = api_get(api_token("student"), path);

	T_STATUS(r, 200);
	T_SAME(reply_text(r, "is_shared"), "false");
	T_TRUE(strstr(r->body, "\"at_least\" : 62.5,") != NULL);
	T_SAME(reply_text(r, "steps.0.letter"), "P");
	T_SAME(reply_text(r, "steps.1.letter"), "F");
	T_TRUE(json_is_null(reply_at(r, "steps.1.points")));
	name = reply_text(r, "name");
	T_PROBLEM(api_send(admin, "POST", "/grading/scales", api_format(
	    "{\"name\":\"%s\",\"steps\":" STEPS "}", name)), 409,
	    "scale_taken");
	T_PROBLEM(api_send(admin, "PUT", scale_path(scale_made()), api_format(
	    "{\"name\":\"%s\"}", name)), 409, "scale_taken");
	r = send_if(admin, "PUT", path, "{\"steps\":[{\"at_least\":0,"
	    "\"letter\":\"All\",\"points\":1}]}", "1");
	T_STATUS(r, 200);
	T_EQ(json_array_size(reply_at(r, "steps")), 1);
	T_EQ(reply_int(r, "version"), 2);
	r = send_if(admin, "PUT", path, "{\"name\":\"Late\"}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.name"), name);
	T_PROBLEM(api_send(api_token("teacher"), "PUT", path,
	    "{\"name\":\"Mine\"}"), 403, "forbidden");
	T_STATUS(api_get(api_token("admin@other.example"), path), 404);
	T_STATUS(api_send(admin, "DELETE", path, NULL), 204);
	T_STATUS(api_get(admin, path), 404);
	api_free();
}

static void
what_is_everybodys_stays(void)
{
	const char *admin = api_token("admin");
	struct reply *r = api_get(admin, scale_path(LETTERS));

	T_SAME(reply_text(r, "is_shared"), "true");
	T_EQ(json_array_size(reply_at(r, "steps")), 5);
	T_PROBLEM(api_send(admin, "PUT", scale_path(LETTERS),
	    "{\"name\":\"Ours\",\"steps\":" STEPS "}"), 403, "forbidden");
	T_PROBLEM(api_send(admin, "DELETE", scale_path(LETTERS), NULL), 403,
	    "forbidden");
	T_EQ(json_array_size(reply_at(api_get(admin, scale_path(LETTERS)),
	    "steps")), 5);
	api_free();
}

static void
steps_are_checked(void)
{
	static const char *const bad[] = {
		"[]", "7", "{}", "[7]", "[{}]", "null",
		"[{\"at_least\":1,\"letter\":\"A\"}]",
		"[{\"at_least\":0}]", "[{\"letter\":\"A\"}]",
		"[{\"at_least\":0,\"letter\":\"\"}]",
		"[{\"at_least\":0,\"letter\":\"thirteen char\"}]",
		"[{\"at_least\":0,\"letter\":\"A\",\"more\":1}]",
		"[{\"at_least\":0,\"letter\":\"A\",\"points\":-1}]",
		"[{\"at_least\":0,\"letter\":\"A\",\"points\":\"NaN\"}]",
		"[{\"at_least\":0,\"letter\":\"A\"},"
		    "{\"at_least\":101,\"letter\":\"B\"}]",
		"[{\"at_least\":0,\"letter\":\"A\"},"
		    "{\"at_least\":1.234,\"letter\":\"B\"}]",
		"[{\"at_least\":0,\"letter\":\"A\"},"
		    "{\"at_least\":\"0.0\",\"letter\":\"B\"}]",
		"[{\"at_least\":0,\"letter\":\"A\"},"
		    "{\"at_least\":50,\"letter\":\"A\"}]",
	};
	const char *path = scale_path(scale_made());

	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct reply *r = api_send(api_token("admin"), "POST",
		    "/grading/scales", api_format("{\"name\":\"Bad %u\","
		    "\"steps\":%s}", unique(), bad[i]));

		T_SAY(r->status == 422 && reply_names(r, "steps"),
		    "%s: %ld %.200s", bad[i], r->status, r->body);
	}
	T_STATUS(api_send(api_token("admin"), "PUT", path,
	    "{\"steps\":[7]}"), 422);
	T_EQ(reply_int(api_get(api_token("admin"), path), "version"), 1);
	api_free();
}

/* ---- Rules of the school */

static void
rules_of_the_other_school(void)
{
	const char *admin = api_token("admin@other.example");
	const char *path = "/grading/rules", *version;
	struct reply *r;

	T_STATUS(api_send(admin, "PUT", path, "{\"pass_mark\":50,"
	    "\"repeats\":\"latest\",\"scale_id\":\"" LETTERS "\"}"), 200);
	r = api_get(admin, path);
	T_EQ(reply_int(r, "pass_mark"), 50);
	T_SAME(reply_text(r, "repeats"), "latest");
	T_SAME(reply_text(r, "scale_name"), "Letters A to F");
	version = api_format("%s", reply_text(r, "version"));
	r = send_if(admin, "PUT", path, "{\"honours_from\":\"3.75\"}",
	    version);
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "repeats"), "latest");
	r = send_if(admin, "PUT", path, "{\"pass_mark\":1}", version);
	T_PROBLEM(r, 412, "stale");
	T_EQ(reply_int(r, "current.pass_mark"), 50);
	r = api_send(admin, "PUT", path, "{\"probation_below\":99}");
	T_TRUE(r->status == 422 && reply_names(r, "probation_below"));
	r = api_send(admin, "PUT", path, api_format("{\"scale_id\":\"%s\"}",
	    scale_made()));
	T_TRUE(r->status == 422 && reply_names(r, "scale_id"));
	T_STATUS(api_send(admin, "PUT", path, "{\"pass_mark\":101}"), 422);
	T_PROBLEM(api_send(api_token("teacher"), "PUT", path,
	    "{\"pass_mark\":0}"), 403, "forbidden");
	T_STATUS(api_get(api_token("parent"), path), 200);
	api_free();
}

/* ---- Rules of a course */

static void
a_course_has_its_own_rules(void)
{
	struct class c = class_made();
	const char *t = c.teacher.token, *path = rules_path(&c);
	const char *id = scale_made();
	struct reply *r = api_get(c.student.token, path);

	T_STATUS(r, 200);
	T_SAME(reply_text(r, "weigh_by"), "weight");
	T_SAME(reply_text(r, "version"), "0");
	T_TRUE(json_is_null(reply_at(r, "own_scale_id")));
	r = send_if(t, "PUT", path, api_format("{\"weigh_by\":\"points\","
	    "\"scale_id\":\"%s\",\"pass_mark\":\"55.5\"}", id), "0");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "scale_id"), id);
	T_SAME(reply_text(r, "pass_mark"), "55.5");
	T_PROBLEM(send_if(t, "PUT", path, "{\"pass_mark\":1}", "0"), 412,
	    "stale");
	T_PROBLEM(api_send(api_token("admin"), "DELETE", scale_path(id),
	    NULL), 409, "conflict");
	r = api_send(t, "PUT", path, "{\"scale_id\":null}");
	T_TRUE(json_is_null(reply_at(r, "own_scale_id")));
	T_SAME(reply_text(r, "pass_mark"), "55.5");
	T_SAME(reply_text(r, "weigh_by"), "points");
	T_STATUS(api_send(api_token("admin"), "DELETE", scale_path(id),
	    NULL), 204);
	T_PROBLEM(api_send(c.student.token, "PUT", path, "{}"), 403,
	    "forbidden");
	T_PROBLEM(api_send(made_person("teacher").token, "PUT", path, "{}"),
	    404, "not_found");
	T_STATUS(api_get(made_person("student").token, path), 404);
	api_free();
}

/* Each would be the first row: one is, the others are stale. */
static void
many_make_the_first_rules(void)
{
	struct class c = class_made();
	struct ask asks[8];
	struct reply *r[8];
	int done = 0, stale = 0;

	for (size_t i = 0; i < NITEMS(asks); i++)
		asks[i] = (struct ask){ .method = "PUT", .token =
		    c.teacher.token, .path = api_format("/api/v1%s",
		    rules_path(&c)), .body = "{\"weigh_by\":\"points\"}",
		    .headers = { "If-Match: \"0\"" } };
	api_race(asks, NITEMS(asks), r);
	for (size_t i = 0; i < NITEMS(asks); i++) {
		done += r[i]->status == 200;
		stale += r[i]->status == 412;
	}
	T_EQ(done, 1);
	T_EQ(stale, 7);
	api_free();
}

/* ---- Categories */

static void
a_category_and_its_life(void)
{
	struct class c = class_made();
	const char *t = c.teacher.token, *id = category_made(&c,
	    "{\"name\":\"Homework\",\"weight\":0.4,\"drop_lowest\":100}");
	const char *path = api_format("/grades/categories/%s", id);
	const char *list = api_format("/grades/course/%s/categories",
	    c.course);
	struct reply *r = api_get(c.student.token, list);

	T_STATUS(r, 200);
	T_SAME(reply_text(r, "items.0.name"), "Homework");
	T_SAME(reply_text(r, "items.0.weight_percent"), "40");
	T_SAME(reply_text(r, "items.0.drop_lowest"), "100");
	T_PROBLEM(api_send(t, "POST", list, "{\"name\":\"Homework\","
	    "\"weight\":1}"), 409, "category_taken");
	T_PROBLEM(api_send(t, "PUT", api_format("/grades/categories/%s",
	    category_made(&c, "{}")), "{\"name\":\"Homework\"}"), 409,
	    "category_taken");
	r = send_if(t, "PUT", path, "{\"weight\":0,\"is_extra\":true}", "1");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "is_extra"), "true");
	r = send_if(t, "PUT", path, "{\"weight\":1}", "1");
	T_PROBLEM(r, 412, "stale");
	T_EQ(reply_int(r, "current.weight"), 0);
	T_STATUS(api_send(t, "PUT", path, "{\"weight\":0.1234}"), 422);
	T_STATUS(api_send(t, "PUT", path, "{\"drop_lowest\":-1}"), 422);
	T_PROBLEM(api_send(c.student.token, "PUT", path, "{}"), 403,
	    "forbidden");
	T_PROBLEM(api_send(made_person("teacher").token, "PUT", path, "{}"),
	    404, "not_found");
	T_STATUS(api_get(made_person("student").token, path), 404);
	T_STATUS(api_send(t, "DELETE", path, "{\"reason\":\"No use\"}"), 204);
	T_STATUS(api_get(t, path), 404);
	api_free();
}

static void
a_category_in_use_stays(void)
{
	struct class c = class_made();
	const char *id = category_made(&c, "{}");
	const char *path = api_format("/grades/categories/%s", id);
	const char *a = assignment_made(&c, api_format(
	    "{\"category_id\":\"%s\"}", id));

	T_PROBLEM(api_send(c.teacher.token, "DELETE", path, NULL), 409,
	    "conflict");
	T_EQ(reply_int(api_get(c.teacher.token, path), "assignments"), 1);
	T_STATUS(api_send(c.teacher.token, "PUT", api_format(
	    "/grades/assignments/%s", a), "{\"category_id\":null}"), 200);
	T_STATUS(api_send(c.teacher.token, "DELETE", path, NULL), 204);
	api_free();
}

/* It goes, or it is taken into use: never both. */
static void
a_category_goes_once(void)
{
	struct class c = class_made();
	struct ask asks[2] = { { .method = "DELETE" }, { .method = "POST" } };
	struct reply *r[2];

	for (int i = 0; i < 8; i++) {
		const char *id = category_made(&c, "{}");

		asks[0].path = api_format("/api/v1/grades/categories/%s", id);
		asks[1].path = api_format(
		    "/api/v1/grades/course/%s/assignments", c.course);
		asks[1].body = api_format("{\"name\":\"Into %u\",\"type\":"
		    "\"quiz\",\"max_score\":1,\"category_id\":\"%s\"}",
		    unique(), id);
		asks[0].token = asks[1].token = c.teacher.token;
		api_race(asks, 2, r);
		T_SAY((r[0]->status == 204 && r[1]->status == 422) ||
		    (r[0]->status == 409 && r[1]->status == 201),
		    "%ld and %ld: %.200s", r[0]->status, r[1]->status,
		    r[1]->body);
	}
	api_free();
}

static void
fifty_categories_at_most(void)
{
	struct class c = class_made();

	psql(api_format("insert into grading.categories (school_id, "
	    "course_id, name, weight) select '%s', '%s', 'Made ' || n, 0 "
	    "from generate_series(1, 50) n", my_school(), c.course));
	T_PROBLEM(api_send(c.teacher.token, "POST", api_format(
	    "/grades/course/%s/categories", c.course), "{\"name\":\"One "
	    "more\",\"weight\":0}"), 409, "conflict");
	api_free();
}

/* ---- Assignments */

static void
an_assignment_has_its_rules(void)
{
	struct class c = class_made();
	const char *k = category_made(&c, "{\"name\":\"Tests\"}");
	const char *path = api_format("/grades/assignments/%s",
	    assignment_made(&c, api_format("{\"category_id\":\"%s\","
	    "\"is_extra\":true,\"due_at\":\"2026-11-23T09:00:00Z\","
	    "\"late_per_day\":10,\"late_max\":\"52.5\",\"curve\":\"best\","
	    "\"curve_value\":90}", k)));
	struct reply *r = api_get(c.student.token, path);

	T_SAME(reply_text(r, "category_name"), "Tests");
	T_SAME(reply_text(r, "is_extra"), "true");
	T_TRUE(strncmp(reply_text(r, "due_at"), "2026-11-23T09:00:00", 19) ==
	    0);
	T_SAME(reply_text(r, "late_max"), "52.5");
	T_EQ(reply_int(r, "curve_value"), 90);
	r = api_send(c.teacher.token, "PUT", path, "{\"max_score\":80}");
	T_TRUE(r->status == 422 && reply_names(r, "curve_value"));
	r = api_send(c.teacher.token, "PUT", path, "{\"curve\":\"none\","
	    "\"category_id\":null,\"due_at\":null,\"is_extra\":false}");
	T_STATUS(r, 200);
	T_TRUE(json_is_null(reply_at(r, "curve_value")));
	T_TRUE(json_is_null(reply_at(r, "category_id")));
	T_TRUE(json_is_null(reply_at(r, "due_at")));
	T_EQ(reply_int(r, "late_per_day"), 10);
	api_free();
}

static void
assignments_are_checked(void)
{
	static const char *const bad[][2] = {
		{ "{\"curve\":\"add\"}", "curve_value" },
		{ "{\"curve\":\"add\",\"curve_value\":0}", "curve_value" },
		{ "{\"curve\":\"best\",\"curve_value\":101}", "curve_value" },
		{ "{\"curve\":\"bell\"}", "curve" },
		{ "{\"late_per_day\":101}", "late_per_day" },
		{ "{\"late_max\":-1}", "late_max" },
		{ "{\"due_at\":\"tomorrow\"}", "due_at" },
		{ "{\"max_score\":0}", "max_score" },
		{ "{\"weight\":1.5}", "weight" },
	};
	struct class c = class_made(), other = class_made();
	const char *path = api_format("/grades/assignments/%s", c.assignment);
	const char *theirs = api_format("{\"category_id\":\"%s\"}",
	    category_made(&other, "{}"));
	struct reply *r;

	for (size_t i = 0; i < NITEMS(bad); i++) {
		r = assignment_try(&c, bad[i][0]);
		T_SAY(r->status == 422 && reply_names(r, bad[i][1]),
		    "%s: %ld %.200s", bad[i][0], r->status, r->body);
		r = api_send(c.teacher.token, "PUT", path, bad[i][0]);
		T_SAY(r->status == 422 && reply_names(r, bad[i][1]),
		    "PUT %s: %ld %.200s", bad[i][0], r->status, r->body);
	}
	r = assignment_try(&c, theirs);
	T_TRUE(r->status == 422 && reply_names(r, "category_id"));
	r = api_send(c.teacher.token, "PUT", path, theirs);
	T_TRUE(r->status == 422 && reply_names(r, "category_id"));
	T_EQ(reply_int(api_get(c.teacher.token, path), "version"), 1);
	api_free();
}

/* However it is made: by its route, or by the first grade of a new name. */
static void
two_hundred_assignments_at_most(void)
{
	struct class c = class_made();
	struct ask asks[4];
	struct reply *r[4];
	int made = 0;

	psql(api_format("insert into grading.assignments (school_id, "
	    "course_id, name, type, max_score, weight) select '%s', '%s', "
	    "'Made ' || n, 'quiz', 1, 0 from generate_series(1, 198) n",
	    my_school(), c.course));
	for (size_t i = 0; i < NITEMS(asks); i++)
		asks[i] = (struct ask){ .method = "POST", .token =
		    c.teacher.token, .path = api_format(
		    "/api/v1/grades/course/%s/assignments", c.course), .body =
		    api_format("{\"name\":\"Last %zu\",\"type\":\"quiz\","
		    "\"max_score\":1}", i) };
	api_race(asks, NITEMS(asks), r);
	for (size_t i = 0; i < NITEMS(asks); i++)
		made += r[i]->status == 201;
	T_EQ(made, 1);
	T_PROBLEM(assignment_try(&c, "{}"), 409, "conflict");
	T_PROBLEM(api_send(c.teacher.token, "POST", "/grades", api_format(
	    "{\"enrollment_id\":\"%s\",\"assignment_name\":\"New\","
	    "\"assignment_type\":\"quiz\",\"max_score\":1,\"score\":1}",
	    c.enrollment)), 409, "conflict");
	T_SAME(psql(api_format("select count(*) from grading.assignments "
	    "where course_id = '%s'", c.course)), "200");
	api_free();
}

/* ---- Pages */

static void
a_scale_is_a_table_of_boxes(void)
{
	const char *name = api_format("Boxes+%u", unique()), *path, *form;
	struct reply *r = form_send("admin", "/grading/scales", form_of(
	    "admin", "/grading/scales", "/grading/scales"), api_format(
	    "name=%s&_at_least=50&_letter=P&_points=1.5&_at_least=&_letter="
	    "&_points=&_at_least=0&_letter=F&_points=", name));

	T_STATUS(r, 303);
	path = api_format("%s", strstr(reply_header(r, "Location"),
	    "/grading/scales/"));
	r = api_get(api_token("admin"), path);
	T_EQ(json_array_size(reply_at(r, "steps")), 2);
	T_SAME(reply_text(r, "steps.0.points"), "1.5");
	form = form_of("admin", path, path);
	r = form_send("admin", path, form, "name=Box&_at_least=50&_letter=P"
	    "&_points=&_at_least=50&_letter=Q&_points=");
	T_TRUE(r->status == 422 && strstr(r->body, "stands twice") != NULL);
	api_free();
}

static void
an_assignment_has_its_form(void)
{
	struct class c = class_made();
	const char *path = api_format("/grades/assignments/%s/edit",
	    c.assignment), *to = api_format("/grades/assignments/%s",
	    c.assignment);
	struct reply *r = form_send("admin", to, form_of("admin", path, to),
	    "name=By+form&due_at=2026-11-23T09:00&curve=none&category_id=");

	T_STATUS(r, 303);
	r = api_get(c.teacher.token, to);
	T_SAME(reply_text(r, "name"), "By form");
	T_TRUE(strstr(reply_text(r, "due_at"), "2026-11-2") != NULL);
	T_TRUE(strstr(page_of("admin", path)->body, "2026-11-23T09:00") !=
	    NULL);
	T_STATUS(page_of("student", path), 403);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "scale", a_scale_and_its_life },
		{ "shared scales", what_is_everybodys_stays },
		{ "steps", steps_are_checked },
		{ "rules of a school", rules_of_the_other_school },
		{ "rules of a course", a_course_has_its_own_rules },
		{ "first rules", many_make_the_first_rules },
		{ "category", a_category_and_its_life },
		{ "category in use", a_category_in_use_stays },
		{ "category goes", a_category_goes_once },
		{ "fifty categories", fifty_categories_at_most },
		{ "assignment", an_assignment_has_its_rules },
		{ "assignments, checked", assignments_are_checked },
		{ "two hundred", two_hundred_assignments_at_most },
		{ "boxes", a_scale_is_a_table_of_boxes },
		{ "form", an_assignment_has_its_form },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("policy", tests);
}
