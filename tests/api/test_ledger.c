/* Every change of a grade is a version: states, undo, comparison, changes. */
#include "core.h"
#include "api/api.h"
#include "api/class.h"
#include "unit/suite.h"

static struct reply *
grade_of(const struct class *c, const char *id)
{
	return api_get(c->teacher.token, api_format("/grades/%s", id));
}

static struct reply *
changes(const struct class *c, const char *query)
{
	return api_get(c->teacher.token, api_format(
	    "/grades/course/%s/changes%s", c->course, query));
}

/* ---- States */

static void
a_grade_has_a_state(void)
{
	struct class c = class_made();
	const char *id = grade_made(&c, "{\"state\":\"excused\","
	    "\"reason\":\"Ill\"}");
	struct reply *r = grade_of(&c, id);

	T_SAME(reply_text(r, "state"), "excused");
	T_TRUE(json_is_null(reply_at(r, "score")));
	T_SAME(reply_text(r, "reason"), "Ill");
	r = grade_put(&c, id, "{\"score\":8,\"days_late\":2}");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "state"), "graded");
	T_EQ(reply_int(r, "days_late"), 2);
	T_TRUE(json_is_null(reply_at(r, "reason")));
	r = grade_put(&c, id, "{\"state\":\"missing\"}");
	T_EQ(reply_int(r, "score"), 0);
	T_EQ(reply_int(r, "days_late"), 0);
	r = grade_put(&c, id, "{\"state\":\"graded\"}");
	T_TRUE(r->status == 422 && reply_names(r, "score"));
	T_STATUS(grade_put(&c, id, "{\"state\":\"excused\"}"), 200);
	T_EQ(reply_int(grade_put(&c, id, "{\"state\":\"excused\"}"),
	    "version"), 4);
	r = api_get(c.student.token, api_format("/grades/%s/history", id));
	T_SAME(reply_text(r, "items.0.state"), "excused");
	T_SAME(reply_text(r, "items.0.old_state"), "missing");
	T_SAME(reply_text(r, "items.2.days_late"), "2");
	T_SAME(reply_text(r, "items.3.reason"), "Ill");
	api_free();
}

static void
states_and_scores_go_together(void)
{
	static const char *const bad[][2] = {
		{ "{}", "score" },
		{ "{\"state\":\"graded\"}", "score" },
		{ "{\"state\":\"excused\",\"score\":1}", "score" },
		{ "{\"state\":\"missing\",\"score\":1}", "score" },
		{ "{\"state\":\"lost\",\"score\":1}", "state" },
		{ "{\"score\":1,\"days_late\":-1}", "days_late" },
		{ "{\"score\":1,\"days_late\":366}", "days_late" },
		{ "{\"score\":1,\"days_late\":1.5}", "days_late" },
		{ "{\"score\":\"NaN\"}", "score" },
		{ "{\"score\":\"1e309\"}", "score" },
		{ "{\"score\":\"\xef\xbc\x99\xef\xbc\x95\"}", "score" },
		{ "{\"score\":-1}", "score" },
		{ "{\"score\":101}", "score" },
	};
	struct class c = class_made();
	const char *id;

	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct reply *r = grade_try(&c, bad[i][0]);

		T_SAY(r->status == 422 && reply_names(r, bad[i][1]),
		    "%s: %ld %.200s", bad[i][0], r->status, r->body);
	}
	id = grade_made(&c, "{\"score\":50}");
	for (size_t i = 2; i < NITEMS(bad); i++) {
		struct reply *r = grade_put(&c, id, bad[i][0]);

		T_SAY(r->status == 422 && reply_names(r, bad[i][1]),
		    "PUT %s: %ld %.200s", bad[i][0], r->status, r->body);
	}
	T_EQ(reply_int(grade_of(&c, id), "version"), 1);
	api_free();
}

/* ---- Undo */

static void
undo_is_a_new_version(void)
{
	struct class c = class_made();
	const char *t = c.teacher.token, *id = grade_made(&c,
	    "{\"score\":10,\"comments\":\"First\"}");
	struct reply *r;

	T_PROBLEM(grade_undo(t, id, "{}"), 409, "conflict");
	grade_put(&c, id, "{\"score\":20,\"comments\":\"Second\"}");
	r = grade_undo(t, id, "{\"reason\":\"Wrong student\"}");
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "score"), 10);
	T_EQ(reply_int(r, "version"), 3);
	T_SAME(reply_text(r, "comments"), "First");
	T_SAME(reply_text(r, "reason"), "Wrong student");
	T_EQ(reply_int(grade_undo(t, id, "{}"), "score"), 20);
	r = send_if(t, "POST", api_format("/grades/%s/undo", id), "{}", "3");
	T_PROBLEM(r, 412, "stale");
	T_EQ(reply_int(r, "current.score"), 20);
	T_EQ(reply_int(r, "current.version"), 4);
	api_free();
}

/* What came with the assignment stays as it is. */
static void
undo_is_of_what_was_entered(void)
{
	struct class c = class_made();
	const char *t = c.teacher.token, *path = api_format(
	    "/grades/assignments/%s", c.assignment);
	const char *id = grade_made(&c, "{\"score\":90}");
	struct reply *r;

	grade_put(&c, id, "{\"score\":30}");
	T_STATUS(api_send(t, "PUT", path, "{\"max_score\":120,"
	    "\"reason\":\"Two more questions\"}"), 200);
	r = api_get(t, api_format("/grades/%s/history", id));
	T_SAME(reply_text(r, "items.0.reason"), "Two more questions");
	r = grade_undo(t, id, "{}");
	T_EQ(reply_int(r, "score"), 90);
	T_EQ(reply_int(r, "max_score"), 120);
	T_STATUS(grade_undo(t, id, "{}"), 200);
	T_STATUS(api_send(t, "PUT", path, "{\"max_score\":50}"), 200);
	T_PROBLEM(grade_undo(t, id, "{}"), 422, "score_range");
	api_free();
}

static void
what_was_taken_away_comes_back(void)
{
	struct class c = class_made();
	const char *t = c.teacher.token, *admin = api_token("admin");
	const char *id = grade_made(&c, "{\"score\":70,\"days_late\":1}");
	const char *path = api_format("/grades/%s", id);
	struct reply *r;

	T_STATUS(api_send(admin, "DELETE", path, "{\"reason\":\"Typo\"}"),
	    204);
	r = api_get(t, api_format("%s/history", path));
	T_SAME(reply_text(r, "items.0.reason"), "Typo");
	T_PROBLEM(send_if(t, "POST", api_format("%s/undo", path), "{}", "1"),
	    412, "stale");
	T_STATUS(api_send(t, "PUT", api_format("/grades/assignments/%s",
	    c.assignment), "{\"name\":\"Another name\"}"), 200);
	r = grade_undo(t, id, "{}");
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "score"), 70);
	T_EQ(reply_int(r, "version"), 3);
	T_EQ(reply_int(r, "days_late"), 1);
	T_SAME(reply_text(r, "assignment_name"), "Another name");
	T_PROBLEM(grade_undo(t, id, "{}"), 409, "conflict");
	T_STATUS(api_send(admin, "DELETE", path, NULL), 204);
	grade_made(&c, "{\"score\":5}");
	T_PROBLEM(grade_undo(t, id, "{}"), 409, "already_graded");
	api_free();
}

static void
nothing_comes_back_to_who_left(void)
{
	struct class c = class_made();
	const char *id = grade_made(&c, "{\"score\":70}");

	T_STATUS(api_send(api_token("admin"), "DELETE", api_format(
	    "/grades/%s", id), NULL), 204);
	T_STATUS(api_send(c.student.token, "DELETE", api_format(
	    "/courses/%s/enroll/%s", c.course, c.enrollment), NULL), 204);
	T_PROBLEM(grade_undo(c.teacher.token, id, "{}"), 409, "not_enrolled");
	api_free();
}

/* Two who give the same grade back: one does, the other hears it. */
static void
it_comes_back_once(void)
{
	struct class c = class_made();
	const char *id = grade_made(&c, "{\"score\":70}");
	struct ask asks[4];
	struct reply *r[4];
	int done = 0;

	T_STATUS(api_send(api_token("admin"), "DELETE", api_format(
	    "/grades/%s", id), NULL), 204);
	for (size_t i = 0; i < NITEMS(asks); i++)
		asks[i] = (struct ask){ .method = "POST", .token =
		    c.teacher.token, .path = api_format(
		    "/api/v1/grades/%s/undo", id), .body = "{}" };
	api_race(asks, NITEMS(asks), r);
	for (size_t i = 0; i < NITEMS(asks); i++) {
		done += r[i]->status == 200;
		T_SAY(r[i]->status == 200 || r[i]->status == 409, "%ld %.200s",
		    r[i]->status, r[i]->body);
	}
	T_EQ(done, 1);
	T_EQ(reply_int(grade_of(&c, id), "version"), 3);
	api_free();
}

/* ---- Who */

static void
two_teachers_on_one_cell(void)
{
	struct class c = class_made();
	const char *id = grade_made(&c, "{\"score\":1}");
	const char *path = api_format("/grades/%s", id);
	struct reply *r;

	T_STATUS(send_if(api_token("admin"), "PUT", path, "{\"state\":"
	    "\"excused\"}", "1"), 200);
	r = send_if(c.teacher.token, "PUT", path, "{\"score\":9}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.state"), "excused");
	T_EQ(reply_int(r, "current.version"), 2);
	T_STATUS(send_if(c.teacher.token, "PUT", path, "{\"score\":9}", "2"),
	    200);
	r = api_get(c.teacher.token, api_format("%s/history", path));
	T_EQ(json_array_size(reply_at(r, "items")), 3);
	api_free();
}

static void
who_lost_the_course_changes_nothing(void)
{
	struct class c = class_made();
	const char *t = c.teacher.token, *id = grade_made(&c, "{\"score\":1}");
	const char *category = category_made(&c, "{}");

	grade_put(&c, id, "{\"score\":2}");
	teacher_gone(&c);
	T_PROBLEM(grade_put(&c, id, "{\"score\":3}"), 404, "not_found");
	T_PROBLEM(grade_undo(t, id, "{}"), 404, "not_found");
	T_PROBLEM(grade_try(&c, "{\"score\":1}"), 404, "not_found");
	T_PROBLEM(assignment_try(&c, "{}"), 404, "not_found");
	T_PROBLEM(changes(&c, ""), 404, "not_found");
	T_PROBLEM(api_send(t, "PUT", api_format("/grades/categories/%s",
	    category), "{\"weight\":1}"), 404, "not_found");
	T_PROBLEM(api_send(t, "PUT", api_format("/grades/course/%s/rules",
	    c.course), "{\"weigh_by\":\"points\"}"), 404, "not_found");
	T_EQ(reply_int(api_get(c.student.token, api_format("/grades/%s", id)),
	    "score"), 2);
	api_free();
}

/* ---- Reading */

static void
versions_are_compared(void)
{
	struct class c = class_made();
	const char *id = grade_made(&c, "{\"score\":1}");
	const char *path = api_format("/grades/%s/compare", id);
	struct reply *r;

	grade_put(&c, id, "{\"score\":2,\"reason\":\"Page 3\"}");
	grade_put(&c, id, "{\"comments\":\"Well done\"}");
	r = api_get(c.teacher.token, path);
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "from.version"), 2);
	T_EQ(reply_int(r, "to.version"), 3);
	T_SAME(reply_text(r, "changed.0"), "comments");
	r = api_get(c.student.token, api_format("%s?from=1&to=3", path));
	T_EQ(reply_int(r, "from.score"), 1);
	T_EQ(reply_int(r, "to.score"), 2);
	T_SAME(reply_text(r, "to.comments"), "Well done");
	T_EQ(json_array_size(reply_at(r, "changed")), 2);
	r = api_get(c.teacher.token, api_format("%s?to=2", path));
	T_SAME(reply_text(r, "to.reason"), "Page 3");
	T_SAME(reply_text(r, "to.by_id"), c.teacher.id);
	T_STATUS(api_get(c.teacher.token, api_format("%s?to=9", path)), 404);
	T_STATUS(api_get(made_person("student").token, path), 404);
	T_STATUS(api_get(c.teacher.token, api_format("%s?to=x", path)), 422);
	api_free();
}

static void
changes_are_told(void)
{
	struct class c = class_made();
	const char *id = grade_made(&c, "{\"score\":1}"), *next;
	struct reply *r;

	category_made(&c, "{\"reason\":\"New rules\"}");
	grade_put(&c, id, "{\"score\":2,\"reason\":\"Page 3\"}");
	r = changes(&c, "");
	T_STATUS(r, 200);
	T_EQ(json_array_size(reply_at(r, "items")), 4);
	T_SAME(reply_text(r, "items.0.kind"), "grade");
	T_SAME(reply_text(r, "items.0.reason"), "Page 3");
	T_SAME(reply_text(r, "items.0.student_id"), c.student.id);
	T_SAME(reply_text(r, "items.0.changes.0.field"), "score");
	T_SAME(reply_text(r, "items.0.changes.0.old"), "1");
	T_SAME(reply_text(r, "items.0.changes.0.new"), "2");
	T_SAME(reply_text(r, "items.1.kind"), "category");
	T_SAME(reply_text(r, "items.1.by_id"), c.teacher.id);
	T_SAME(reply_text(r, "items.1.reason"), "New rules");
	T_SAME(reply_text(r, "items.3.kind"), "assignment");
	next = reply_text(changes(&c, "?limit=1"), "next");
	T_SAME(reply_text(changes(&c, api_format("?limit=1&after=%s", next)),
	    "items.0.kind"), "category");
	T_EQ(json_array_size(reply_at(changes(&c, api_format("?limit=9&"
	    "after=%s", next)), "items")), 3);
	api_free();
}

static void
changes_are_chosen(void)
{
	struct class c = class_made();
	const char *student = made_person("student").id;
	const char *id = grade_made(&c, "{\"score\":1}"), *other;
	struct reply *r;

	other = assignment_made(&c, "{}");
	grade_put(&c, id, "{\"score\":2}");
	r = changes(&c, api_format("?student_id=%s", c.student.id));
	T_EQ(json_array_size(reply_at(r, "items")), 2);
	r = changes(&c, api_format("?student_id=%s", student));
	T_EQ(json_array_size(reply_at(r, "items")), 0);
	r = changes(&c, api_format("?assignment_id=%s", c.assignment));
	T_EQ(json_array_size(reply_at(r, "items")), 3);
	r = changes(&c, api_format("?assignment_id=%s", other));
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_EQ(json_array_size(reply_at(changes(&c,
	    "?since=2099-01-01T00:00:00Z"), "items")), 0);
	T_EQ(json_array_size(reply_at(changes(&c,
	    "?since=2026-01-01T00:00"), "items")), 4);
	T_STATUS(changes(&c, "?since=yesterday"), 422);
	T_STATUS(changes(&c, "?since=2026-13-01T00:00:00Z"), 422);
	T_STATUS(api_get(c.student.token, api_format(
	    "/grades/course/%s/changes", c.course)), 404);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "states", a_grade_has_a_state },
		{ "states and scores", states_and_scores_go_together },
		{ "undo", undo_is_a_new_version },
		{ "undo of an entry", undo_is_of_what_was_entered },
		{ "undo of a deletion", what_was_taken_away_comes_back },
		{ "undo, not enrolled", nothing_comes_back_to_who_left },
		{ "undo at once", it_comes_back_once },
		{ "two teachers", two_teachers_on_one_cell },
		{ "course lost", who_lost_the_course_changes_nothing },
		{ "compare", versions_are_compared },
		{ "changes", changes_are_told },
		{ "changes, chosen", changes_are_chosen },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("ledger", tests);
}
