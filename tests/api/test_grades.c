/* Grades: entered, changed and taken away, seen by whom, averaged exactly. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

/* A course with its teacher, one student and one assignment out of 100. */
struct class {
	struct somebody	 teacher, student;
	const char	*course, *enrollment, *assignment;
};

static const char *
assignment_made(const char *course, const char *max, const char *weight)
{
	struct reply *r = api_send(api_token("admin"), "POST", api_format(
	    "/grades/course/%s/assignments", course), api_format("{\"name\":"
	    "\"Work %u\",\"type\":\"homework\",\"max_score\":%s,"
	    "\"weight\":%s}", unique(), max, weight));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

static struct class
class_made(void)
{
	struct class c = { .teacher = made_person("teacher"),
	    .student = made_person("student") };

	c.course = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    c.teacher.id));
	c.enrollment = seat_made(c.course, c.student.id);
	c.assignment = assignment_made(c.course, "100", "1");
	return c;
}

static struct reply *
grade(const char *token, const char *enrollment, const char *assignment,
    const char *score)
{
	return api_send(token, "POST", "/grades", api_format(
	    "{\"enrollment_id\":\"%s\",\"assignment_id\":\"%s\","
	    "\"score\":%s}", enrollment, assignment, score));
}

static const char *
path_of(const char *id)
{
	return api_format("/grades/%s", id);
}

static struct reply *
history(const char *token, const char *id)
{
	return api_get(token, api_format("/grades/%s/history", id));
}

/* ---- One grade */

static void
a_grade_and_its_history(void)
{
	struct class c = class_made();
	const char *t = c.teacher.token, *id, *path;
	struct reply *r = grade(t, c.enrollment, c.assignment, "87.5");

	T_STATUS(r, 201);
	id = reply_text(r, "id");
	path = path_of(id);
	T_SAME(reply_header(r, "Location"), api_format("/api/v1%s", path));
	T_TRUE(strstr(r->body, "\"score\":87.5,") != NULL);
	T_PROBLEM(grade(t, c.enrollment, c.assignment, "1"), 409,
	    "already_graded");
	r = send_if(t, "PUT", path, "{\"score\":90,\"comments\":\"Good\"}",
	    "1");
	T_STATUS(r, 200);
	T_TRUE(strncmp(reply_header(r, "ETag"), "\"2-", 3) == 0);
	T_STATUS(api_send(t, "PUT", path, "{\"score\":\"90.00\"}"), 200);
	T_EQ(reply_int(api_get(t, path), "version"), 2);
	T_PROBLEM(api_send(t, "DELETE", path, NULL), 403, "forbidden");
	T_PROBLEM(send_if(api_token("admin"), "DELETE", path, NULL, "1"), 412,
	    "stale");
	T_STATUS(api_send(api_token("admin"), "DELETE", path, NULL), 204);
	T_STATUS(api_get(t, path), 404);
	r = history(t, id);
	T_EQ(json_array_size(reply_at(r, "items")), 3);
	T_SAME(reply_text(r, "items.0.action"), "deleted");
	T_SAME(reply_text(r, "items.1.action"), "changed");
	T_SAME(reply_text(r, "items.1.old_score"), "87.5");
	T_SAME(reply_text(r, "items.1.by_id"), c.teacher.id);
	T_SAME(reply_text(r, "items.2.action"), "created");
	api_free();
}

static void
the_stale_see_what_is(void)
{
	struct class c = class_made();
	const char *t = c.teacher.token;
	const char *path = path_of(reply_text(grade(t, c.enrollment,
	    c.assignment, "10"), "id"));
	struct reply *r;

	T_STATUS(send_if(t, "PUT", path, "{\"score\":20}", "1"), 200);
	r = send_if(t, "PUT", path, "{\"score\":30}", "1");
	T_PROBLEM(r, 412, "stale");
	T_EQ(reply_int(r, "current.version"), 2);
	T_EQ(reply_int(r, "current.score"), 20);
	T_SAME(reply_text(r, "current.graded_by_name"), "Made Person");
	T_EQ(reply_int(api_get(t, path), "score"), 20);
	api_free();
}

/* Two tabs: with a version one wins, without one both are in the history. */
static void
two_writers_lose_nothing(void)
{
	struct class c = class_made();
	const char *id = reply_text(grade(c.teacher.token, c.enrollment,
	    c.assignment, "1"), "id");
	struct ask asks[2];
	struct reply *r[2], *h;

	for (int with = 1; with >= 0; with--) {
		for (int i = 0; i < 2; i++)
			asks[i] = (struct ask){ .method = "PUT",
			    .token = c.teacher.token, .path = api_format(
			    "/api/v1/grades/%s", id), .body = api_format(
			    "{\"score\":%d}", 50 + 10 * with + i),
			    .headers = { with ? "If-Match: \"1\"" : NULL } };
		api_race(asks, 2, r);
		T_EQ((r[0]->status == 200) + (r[1]->status == 200),
		    with ? 1 : 2);
		T_EQ((r[0]->status == 412) + (r[1]->status == 412), with);
	}
	h = history(c.teacher.token, id);
	T_EQ(json_array_size(reply_at(h, "items")), 4);
	T_EQ(reply_int(h, "items.0.version"), 4);
	T_EQ(reply_int(h, "items.0.score") + reply_int(h, "items.1.score"),
	    101);
	T_SAME(reply_text(h, "items.0.old_score"), reply_text(h,
	    "items.1.score"));
	T_SAME(reply_text(h, "items.1.old_score"), reply_text(h,
	    "items.2.score"));
	api_free();
}

/* ---- Whose grades */

static void
only_who_teaches_it_grades_it(void)
{
	struct class c = class_made();
	struct somebody other = made_person("teacher");
	const char *path;

	T_PROBLEM(grade(other.token, c.enrollment, c.assignment, "5"), 404,
	    "not_found");
	T_PROBLEM(grade(c.student.token, c.enrollment, c.assignment, "5"), 403,
	    "forbidden");
	path = path_of(reply_text(grade(c.teacher.token, c.enrollment,
	    c.assignment, "5"), "id"));
	T_PROBLEM(api_send(other.token, "PUT", path, "{\"score\":6}"), 404,
	    "not_found");
	T_PROBLEM(api_get(other.token, path), 404, "not_found");
	T_PROBLEM(api_get(other.token, api_format("/grades/course/%s",
	    c.course)), 404, "not_found");
	T_PROBLEM(api_get(other.token, api_format("/grades/enrollment/%s",
	    c.enrollment)), 404, "not_found");
	T_PROBLEM(api_send(c.student.token, "PUT", path, "{\"score\":100}"),
	    403, "forbidden");
	T_EQ(reply_int(api_get(c.teacher.token, path), "score"), 5);
	api_free();
}

static void
a_student_sees_his_own(void)
{
	struct class c = class_made();
	struct somebody other = made_person("student");
	const char *theirs = seat_made(c.course, other.id);
	const char *mine = path_of(reply_text(grade(c.teacher.token,
	    c.enrollment, c.assignment, "5"), "id"));
	struct reply *r = grade(c.teacher.token, theirs, c.assignment, "7");

	T_STATUS(api_get(c.student.token, mine), 200);
	T_PROBLEM(api_get(c.student.token, path_of(reply_text(r, "id"))), 404,
	    "not_found");
	T_PROBLEM(history(c.student.token, reply_text(r, "id")), 404,
	    "not_found");
	T_PROBLEM(api_get(c.student.token, api_format("/grades/enrollment/%s",
	    theirs)), 404, "not_found");
	T_PROBLEM(api_get(c.student.token, api_format("/students/%s/grades",
	    other.id)), 404, "not_found");
	T_PROBLEM(api_get(c.student.token, api_format("/grades/course/%s",
	    c.course)), 404, "not_found");
	r = api_get(c.student.token, "/grades");
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_SAME(reply_text(r, "items.0.student_id"), c.student.id);
	api_free();
}

static void
a_parent_sees_wards(void)
{
	struct class c = class_made();
	struct somebody p = made_person("parent");
	const char *path = path_of(reply_text(grade(c.teacher.token,
	    c.enrollment, c.assignment, "5"), "id"));
	const char *all = api_format("/students/%s/grades", c.student.id);

	T_PROBLEM(api_get(p.token, path), 404, "not_found");
	T_PROBLEM(api_get(p.token, all), 404, "not_found");
	T_EQ(json_array_size(reply_at(api_get(p.token, "/grades"), "items")),
	    0);
	psql(api_format("insert into identity.relations (person_id, "
	    "relative_id, kind) values ('%s', '%s', 'parent')", p.id,
	    c.student.id));
	T_STATUS(api_get(p.token, path), 200);
	T_STATUS(api_get(p.token, all), 200);
	T_EQ(json_array_size(reply_at(api_get(p.token, "/grades"), "items")),
	    1);
	T_STATUS(api_send(p.token, "PUT", path, "{\"score\":100}"), 403);
	api_free();
}

/* ---- What is no score */

static void
scores_are_checked(void)
{
	static const struct {
		const char	*score, *slug;
		long		 status;
	} bad[] = {
		{ "101", "score_range", 422 }, { "100.01", "score_range", 422 },
		{ "-1", "invalid", 422 }, { "\"-1\"", "invalid", 422 },
		{ "1e309", "bad_json", 400 }, { "\"1e309\"", "invalid", 422 },
		{ "\"NaN\"", "invalid", 422 }, { "NaN", "bad_json", 400 },
		{ "\"Infinity\"", "invalid", 422 }, { "true", "invalid", 422 },
		{ "\"\xef\xbc\x99\xef\xbc\x95\"", "invalid", 422 },
		{ "\"12,5\"", "invalid", 422 }, { "12.345", "invalid", 422 },
		{ "\"\"", "invalid", 422 }, { "null", "invalid", 422 },
		{ "[1]", "invalid", 422 }, { "\"0x10\"", "invalid", 422 },
		{ "99999999999999999999", "bad_json", 400 },
		{ "\"99999999999999999999\"", "invalid", 422 },
	};
	struct class c = class_made();
	const char *other = class_made().assignment;
	struct reply *r;
	const char *path;

	for (size_t i = 0; i < NITEMS(bad); i++) {
		r = grade(c.teacher.token, c.enrollment, c.assignment,
		    bad[i].score);
		T_SAY(r->status == bad[i].status && strcmp(reply_text(r,
		    "type") + 10, bad[i].slug) == 0, "a score of %s: %ld "
		    "%.200s", bad[i].score, r->status, r->body);
	}
	r = grade(c.teacher.token, c.enrollment, other, "5");
	T_TRUE(r->status == 422 && reply_names(r, "assignment_id"));
	path = path_of(reply_text(grade(c.teacher.token, c.enrollment,
	    c.assignment, "100"), "id"));
	T_PROBLEM(api_send(c.teacher.token, "PUT", path, "{\"score\":101}"),
	    422, "score_range");
	T_PROBLEM(api_send(c.teacher.token, "PUT", path, "{\"score\":-1}"),
	    422, "invalid");
	T_EQ(reply_int(api_get(c.teacher.token, path), "version"), 1);
	api_free();
}

static void
only_the_enrolled_are_graded(void)
{
	struct class c = class_made();
	struct reply *r;

	r = api_send(c.teacher.token, "POST", "/grades", api_format(
	    "{\"enrollment_id\":\"%s\",\"assignment_name\":\"Essay\","
	    "\"assignment_type\":\"project\",\"max_score\":10,\"score\":9}",
	    c.enrollment));
	T_STATUS(r, 201);
	T_SAME(reply_text(r, "weight"), "1");
	r = api_send(c.teacher.token, "POST", "/grades", api_format(
	    "{\"enrollment_id\":\"%s\",\"assignment_name\":\"Essay\","
	    "\"assignment_type\":\"quiz\",\"score\":9}", c.enrollment));
	T_PROBLEM(r, 409, "conflict");
	T_STATUS(api_send(c.student.token, "DELETE", api_format(
	    "/courses/%s/enroll/%s", c.course, c.enrollment), NULL), 204);
	T_PROBLEM(grade(c.teacher.token, c.enrollment, c.assignment, "5"), 409,
	    "not_enrolled");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "history", a_grade_and_its_history },
		{ "stale", the_stale_see_what_is },
		{ "two writers", two_writers_lose_nothing },
		{ "teachers", only_who_teaches_it_grades_it },
		{ "students", a_student_sees_his_own },
		{ "parents", a_parent_sees_wards },
		{ "scores", scores_are_checked },
		{ "enrolled", only_the_enrolled_are_graded },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("grades", tests);
}
