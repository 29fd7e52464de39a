/* Subjects and what they require; terms, timetables, rosters. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

static struct reply *
enroll(const char *token, const char *course)
{
	return api_send(token, "POST", api_format("/courses/%s/enroll",
	    course), "{}");
}

/* ---- Subjects */

static void
a_subject_and_its_life(void)
{
	const char *admin = api_token("admin"), *id = subject_made();
	const char *path = api_format("/subjects/%s", id);
	struct reply *r = api_get(api_token("student"), path), *other;

	T_STATUS(r, 200);
	T_TRUE(strncmp(reply_header(r, "ETag"), "\"1-", 3) == 0);
	T_PROBLEM(api_send(admin, "POST", "/subjects", api_format(
	    "{\"code\":\"%s\",\"title\":\"Another\",\"credits\":3}",
	    reply_text(r, "code"))), 409, "subject_code_taken");
	other = api_get(admin, api_format("/subjects/%s", subject_made()));
	T_PROBLEM(api_send(admin, "PUT", path, api_format("{\"code\":\"%s\"}",
	    reply_text(other, "code"))), 409, "subject_code_taken");
	T_STATUS(send_if(admin, "PUT", path, "{\"title\":\"Renamed\"}", "1"),
	    200);
	r = send_if(admin, "PUT", path, "{\"title\":\"Late\"}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.title"), "Renamed");
	T_STATUS(api_send(api_token("teacher"), "PUT", path,
	    "{\"title\":\"Mine\"}"), 403);
	T_STATUS(api_send(admin, "DELETE", path, NULL), 204);
	T_SAME(reply_text(api_get(admin, path), "is_active"), "false");
	T_STATUS(course_try(api_format("{\"subject_id\":\"%s\"}", id)), 422);
	api_free();
}

static void
who_can_teach_it(void)
{
	const char *admin = api_token("admin"), *t = made_person("teacher").id;
	const char *path = api_format("/subjects/%s/teachers", subject_made());
	const char *body = api_format("{\"teacher_id\":\"%s\"}", t);

	T_STATUS(api_send(admin, "POST", path, body), 201);
	T_STATUS(api_send(admin, "POST", path, body), 201);
	T_EQ(json_array_size(reply_at(api_get(admin, path), "items")), 1);
	T_STATUS(api_send(admin, "POST", path, api_format(
	    "{\"teacher_id\":\"%s\"}", my_id("student"))), 422);
	T_STATUS(api_send(admin, "DELETE", api_format("%s/%s", path, t),
	    NULL), 204);
	T_EQ(json_array_size(reply_at(api_get(admin, path), "items")), 0);
	api_free();
}

/* ---- Prerequisites */

static struct reply *
require(const char *subject, const char *other)
{
	return api_send(api_token("admin"), "POST", api_format(
	    "/subjects/%s/prerequisites", subject), api_format(
	    "{\"requires_id\":\"%s\"}", other));
}

static const char *
course_of(const char *subject)
{
	return course_made(api_format("{\"subject_id\":\"%s\"}", subject));
}

static void
what_comes_first_comes_first(void)
{
	const char *first = subject_made(), *second = subject_made();
	struct somebody s = made_person("student");
	const char *one = course_of(first), *two = course_of(second), *seat;

	T_STATUS(require(second, first), 201);
	T_PROBLEM(enroll(s.token, two), 409, "prerequisite");
	seat = seat_made(one, s.id);
	T_PROBLEM(enroll(s.token, two), 409, "prerequisite");
	T_STATUS(api_send(api_token("admin"), "PUT", api_format(
	    "/grades/enrollment/%s/final", seat),
	    "{\"final\":60,\"reason\":\"Elsewhere\",\"complete\":true}"), 200);
	T_STATUS(enroll(s.token, two), 201);
	T_STATUS(api_send(api_token("admin"), "DELETE", api_format(
	    "/subjects/%s/prerequisites/%s", second, first), NULL), 204);
	T_STATUS(enroll(made_person("student").token, two), 201);
	api_free();
}

static void
no_circle_of_requirements(void)
{
	const char *a = subject_made(), *b = subject_made(), *c;
	const char *nobody = "00000000-0000-7000-8000-000000000000";
	struct reply *r;

	c = subject_made();
	T_STATUS(require(b, a), 201);
	T_STATUS(require(c, b), 201);
	T_PROBLEM(require(a, c), 409, "conflict");
	T_PROBLEM(require(a, a), 409, "conflict");
	r = require(a, nobody);
	T_TRUE(r->status == 422 && reply_names(r, "requires_id"));
	r = api_get(api_token("student"), api_format(
	    "/subjects/%s/prerequisites", c));
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_SAME(reply_text(r, "items.0.id"), b);
	api_free();
}

/* ---- When one may enroll */

static void
term(int year, const char *opens, const char *closes)
{
	psql(api_format("insert into academics.terms (school_id, semester, "
	    "year, starts_on, ends_on, enrollment_opens, enrollment_closes) "
	    "values ('%s', 'summer', %d, '%d-06-01', '%d-08-31', now() + "
	    "interval '%s', now() + interval '%s') on conflict (school_id, "
	    "semester, year) do update set enrollment_opens = "
	    "excluded.enrollment_opens, enrollment_closes = "
	    "excluded.enrollment_closes", my_school(), year, year, year,
	    opens, closes));
}

static void
the_window_is_kept(void)
{
	static const char *const shut[][2] = {
		{ "1 day", "2 days" }, { "-2 days", "-1 day" },
	};
	struct somebody s = made_person("student");
	const char *c = course_made("{\"year\":2090}");

	for (size_t i = 0; i < NITEMS(shut); i++) {
		term(2090, shut[i][0], shut[i][1]);
		T_PROBLEM(enroll(s.token, c), 409, "course_closed");
	}
	term(2090, "-1 day", "1 day");
	T_STATUS(enroll(s.token, c), 201);
	term(2090, "-2 days", "-1 day");
	seat_made(c, made_person("student").id);
	psql(api_format("delete from academics.terms where year = 2090 and "
	    "school_id = '%s'", my_school()));
	T_STATUS(api_send(api_token("admin"), "DELETE", api_format(
	    "/courses/%s", c), NULL), 204);
	T_PROBLEM(enroll(made_person("student").token, c), 409,
	    "course_closed");
	api_free();
}

/* ---- Weeks and rosters */

static void
a_week_has_its_meetings(void)
{
	struct somebody s = made_person("student"), t = made_person("teacher");
	const char *c = course_made(api_format("{\"teacher_id\":\"%s\","
	    "\"room\":\"W %u\",\"schedule\":{\"wednesday\":[\"14:00-16:00\"],"
	    "\"monday\":[\"09:00-11:00\"]}}", t.id, unique()));
	struct reply *r;

	seat_made(c, s.id);
	r = api_get(s.token, "/timetable?semester=summer&year=2032");
	T_STATUS(r, 200);
	T_EQ(json_array_size(reply_at(r, "days")), 5);
	T_EQ(json_array_size(reply_at(r, "items")), 2);
	T_SAME(reply_text(r, "days.0.meetings.0.course_id"), c);
	T_SAME(reply_text(r, "days.0.meetings.0.starts"), "09:00");
	T_SAME(reply_text(r, "days.2.meetings.0.ends"), "16:00");
	T_SAME(reply_text(r, "is_self"), "true");
	r = api_get(t.token, "/timetable?semester=summer&year=2032");
	T_EQ(json_array_size(reply_at(r, "items")), 2);
	r = api_get(t.token, api_format("/users/%s/timetable?semester=summer&"
	    "year=2032", s.id));
	T_EQ(json_array_size(reply_at(r, "items")), 2);
	T_STATUS(api_get(made_person("student").token, api_format(
	    "/users/%s/timetable", s.id)), 404);
	T_STATUS(api_get(s.token, "/timetable?semester=winter"), 422);
	r = api_get(s.token, "/timetable?semester=fall&year=2032");
	T_SAME(reply_text(r, "has_meetings"), "false");
	api_free();
}

static void
a_roster_is_for_its_teacher(void)
{
	struct somebody t = made_person("teacher"), s = made_person("student");
	const char *c = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    t.id)), *seat = seat_made(c, s.id);
	const char *path = api_format("/courses/%s/enrollments", c);
	struct reply *r = api_get(t.token, path);

	T_STATUS(r, 200);
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_SAME(reply_text(r, "items.0.student_id"), s.id);
	T_STATUS(api_get(api_token("admin"), path), 200);
	T_PROBLEM(api_get(made_person("teacher").token, path), 404,
	    "not_found");
	T_PROBLEM(api_get(s.token, path), 403, "forbidden");
	path = api_format("/enrollments/%s", seat);
	T_STATUS(api_get(s.token, path), 200);
	T_STATUS(api_get(t.token, path), 200);
	T_STATUS(api_get(made_person("teacher").token, path), 404);
	T_STATUS(api_get(made_person("student").token, path), 404);
	r = api_get(s.token, api_format("/users/%s/enrollments", s.id));
	T_SAME(reply_text(r, "items.0.id"), seat);
	r = api_get(t.token, api_format("/students/%s/subjects", s.id));
	T_SAME(reply_text(r, "items.0.id"), seat);
	T_STATUS(api_get(made_person("student").token, api_format(
	    "/users/%s/enrollments", s.id)), 404);
	api_free();
}

static void
a_course_is_changed_by_its_teacher(void)
{
	struct somebody t = made_person("teacher");
	const char *c = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    t.id)), *path = api_format("/courses/%s", c);
	struct reply *r;

	T_STATUS(send_if(t.token, "PUT", path, "{\"name\":\"My course\"}",
	    "1"), 200);
	r = send_if(t.token, "PUT", path, "{\"name\":\"Too late\"}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.name"), "My course");
	T_PROBLEM(api_send(t.token, "PUT", path, "{\"is_active\":false}"), 403,
	    "forbidden");
	T_PROBLEM(api_send(t.token, "PUT", path, api_format(
	    "{\"teacher_id\":\"%s\"}", my_id("teacher"))), 403, "forbidden");
	T_PROBLEM(api_send(made_person("teacher").token, "PUT", path,
	    "{\"name\":\"Not mine\"}"), 403, "forbidden");
	T_SAME(reply_text(api_get(t.token, path), "name"), "My course");
	api_free();
}

static void
schools_are_ones_own(void)
{
	const char *s = api_token("student");
	struct reply *r = api_get(s, "/schools");

	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_SAME(reply_text(r, "items.0.id"), my_school());
	T_STATUS(api_get(s, api_format("/schools/%s", my_school())), 200);
	T_STATUS(api_get(api_token("admin@other.example"), api_format(
	    "/schools/%s", my_school())), 404);
	T_STATUS(api_get(s, "/school/terms"), 200);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "subject", a_subject_and_its_life },
		{ "teachers", who_can_teach_it },
		{ "prerequisites", what_comes_first_comes_first },
		{ "circles", no_circle_of_requirements },
		{ "window", the_window_is_kept },
		{ "timetable", a_week_has_its_meetings },
		{ "roster", a_roster_is_for_its_teacher },
		{ "own course", a_course_is_changed_by_its_teacher },
		{ "schools", schools_are_ones_own },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("subjects", tests);
}
