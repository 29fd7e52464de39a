/* Weeks, and what calendar programs read. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

#define WEEK "/calendar?week=2031-W10" /* 3 to 9 March */

struct class {
	struct somebody teacher, student;
	const char *course, *session;
};

static struct class
    class_made(void)
{
	struct class c = { .teacher = made_person("teacher"),
		.student = made_person("student") };
	struct reply *r;

	c.course = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    c.teacher.id));
	seat_made(c.course, c.student.id);
	r = api_send(c.teacher.token, "POST", api_format("/courses/%s/sessions",
	    c.course),
	    "{\"starts_at\":\"2031-03-04T09:00:00Z\",\"ends_at\":"
	    "\"2031-03-04T11:00:00Z\",\"title\":\"Exam; part 1, room \\\\ "
	    "hall, and a title that is so long that one line cannot hold "
	    "it: na\xc3\xafve caf\xc3\xa9s cr\xc3\xa8me br\xc3\xbbl\xc3\xa9"
	    "e "
	    "\xf0\x9f\x8f\x9b\xf0\x9f\x8f\x9b\xf0\x9f\x8f\x9b\"}");
	T_STATUS(r, 201);
	c.session = reply_text(r, "id");
	return c;
}

/* ---- Weeks */

static long
sessions_in(const char *token, const char *path)
{
	struct reply *r = api_get(token, path);
	json_t *day;
	size_t i, n = 0;

	T_STATUS(r, 200);
	json_array_foreach(reply_at(r, "days"), i, day)
		n += json_array_size(json_object_get(day, "sessions"));
	return (long)n;
}

static void
a_week_is_ones_own(void)
{
	struct class c = class_made();
	struct somebody p = made_person("parent");
	struct reply *r = api_get(c.student.token, WEEK);

	T_STATUS(r, 200);
	T_SAME(reply_text(r, "week"), "2031-W10");
	T_SAME(reply_text(r, "starts_on"), "2031-03-03");
	T_SAME(reply_text(r, "previous"), "2031-W09");
	T_SAME(reply_text(r, "next_week"), "2031-W11");
	T_EQ(json_array_size(reply_at(r, "days")), 5);
	T_SAME(reply_text(r, "days.1.sessions.0.id"), c.session);
	T_SAME(reply_text(r, "days.1.sessions.0.starts"), "10:00");
	T_EQ(sessions_in(c.student.token, "/calendar?week=2031-03-09"), 1);
	T_EQ(sessions_in(c.student.token, "/calendar?week=2031-W11"), 0);
	T_EQ(sessions_in(c.student.token, "/calendar"), 0);
	T_EQ(sessions_in(c.teacher.token, WEEK), 1);
	T_EQ(sessions_in(made_person("teacher").token, WEEK), 0);
	T_EQ(sessions_in(made_person("student").token, WEEK), 0);
	T_EQ(sessions_in(p.token, WEEK), 0);
	psql(api_format("insert into identity.relations (person_id, "
	    "relative_id, kind) values ('%s', '%s', 'parent')",
	    p.id,
	    c.student.id));
	T_EQ(sessions_in(p.token, WEEK), 1);
	T_STATUS(api_get(p.token, "/calendar?week=2031-W"), 422);
	T_STATUS(api_get(p.token, "/calendar?week=2031-02-30"), 422);
	api_free();
}

static void
who_runs_the_school_says_whose(void)
{
	struct class c = class_made();
	const char *admin = api_token("admin"), *path;
	struct reply *r = api_get(admin, WEEK);

	T_SAME(reply_text(r, "wants_filter"), "true");
	T_EQ(sessions_in(admin, WEEK), 0);
	path = api_format(WEEK "&teacher_id=%s", c.teacher.id);
	T_EQ(sessions_in(admin, path), 1);
	T_EQ(sessions_in(api_token("admin@other.example"), path), 0);
	T_EQ(sessions_in(admin, api_format(WEEK "&course_id=%s", c.course)),
	    1);
	r = api_send(admin, "POST", "/classrooms",
	    api_format("{\"name\":\"C %u\"}", unique()));
	path = api_format(WEEK "&classroom_id=%s", reply_text(r, "id"));
	T_EQ(sessions_in(admin, path), 0);
	T_STATUS(api_send(admin, "PUT", api_format("/sessions/%s", c.session),
		     api_format("{\"classroom_ids\":[\"%s\"]}", reply_text(r,
		    "id"))),
	    200);
	T_EQ(sessions_in(admin, path), 1);
	T_EQ(sessions_in(c.student.token, path), 1);
	api_free();
}

/* A weekend is there when something is; holidays have their names. */
static void
days_of_a_week(void)
{
	struct class c = class_made();
	struct reply *r = api_send(api_token("admin"), "POST", "/holidays",
	    "{\"name\":\"Founders\",\"starts_on\":\"2031-03-06\","
	    "\"ends_on\":\"2031-03-07\"}");
	const char *holiday = reply_text(r, "id");

	T_STATUS(r, 201);
	T_STATUS(api_send(c.teacher.token, "POST",
	    api_format("/courses/%s/sessions", c.course),
		     "{\"starts_at\":\"2031-03-08T22:00:00Z\",\"ends_at\":"
		     "\"2031-03-08T23:30:00Z\"}"),
	    201);
	r = api_get(c.student.token, WEEK);
	T_SAME(reply_text(r, "days.3.holiday"), "Founders");
	T_SAME(reply_text(r, "days.4.holiday"), "Founders");
	T_EQ(json_array_size(reply_at(r, "days")), 6);
	T_SAME(reply_text(r, "days.5.date"), "2031-03-08");
	T_SAME(reply_text(r, "days.5.sessions.0.starts"), "23:00");
	T_SAME(reply_text(r, "days.5.sessions.0.ends"), "23:59");
	T_STATUS(api_send(api_token("admin"), "DELETE",
	    api_format("/holidays/%s", holiday), NULL), 204);
	api_free();
}

/* ---- Feeds */

static struct reply *
read_feed(const char *path, const char *etag)
{
	struct ask a = { .method = "GET", .path = path };

	if (etag != NULL)
		a.headers[0] = api_format("If-None-Match: %s", etag);
	return api(&a);
}

/* The path of somebody's feed, with a new token. */
static const char *
feed_of(const struct somebody *s)
{
	struct reply *r = api_send(s->token, "POST", "/calendar/link", "{}");

	T_STATUS(r, 200);
	return strstr(reply_text(r, "feed_url"), "/users/");
}

/* Sessions of a feed lie within two years; the next is tomorrow. */
static void
tomorrow(const struct class *c)
{
	psql(api_format("update academics.sessions set starts_at = "
	    "date_trunc('day', now()) + interval '33 hours', ends_at = "
	    "date_trunc('day', now()) + interval '35 hours' where id = '%s'",
	    c->session));
}

static void
a_feed_follows(void)
{
	struct class c = class_made();
	const char *path = feed_of(&c.student), *tag;
	struct reply *r = read_feed(path, NULL);

	T_EQ(r->status, 200);
	T_TRUE(strncmp(reply_header(r, "Content-Type"), "text/calendar",
	    13) == 0);
	T_TRUE(strstr(r->body, "BEGIN:VEVENT") == NULL);
	tomorrow(&c);
	r = read_feed(path, NULL);
	tag = reply_header(r, "ETag");
	T_TRUE(strncmp(r->body, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", 30) ==
	    0);
	T_TRUE(strstr(r->body, api_format("\r\nUID:%s@lyceum\r\n",
	    c.session)) != NULL);
	T_TRUE(strstr(r->body, "\r\nTZID:Europe/Madrid\r\n") != NULL);
	T_TRUE(strstr(r->body, "\r\nSEQUENCE:1\r\n") != NULL);
	T_TRUE(strstr(r->body, "Exam\\; part 1\\, room \\\\ hall") != NULL);
	T_EQ(read_feed(path, tag)->status, 304);
	T_EQ(read_feed(path, "\"another\"")->status, 200);
	T_STATUS(api_send(c.teacher.token, "DELETE", api_format("/sessions/%s",
	    c.session), NULL), 204);
	r = read_feed(path, tag);
	T_EQ(r->status, 200);
	T_TRUE(strstr(r->body, "\r\nSEQUENCE:2\r\n") != NULL);
	T_TRUE(strstr(r->body, "\r\nSTATUS:CANCELLED\r\n") != NULL);
	T_TRUE(strstr(r->body, api_format("\r\nUID:%s@lyceum\r\n",
	    c.session)) != NULL);
	api_free();
}

static void
a_token_is_of_one_person(void)
{
	struct class c = class_made();
	struct somebody other = made_person("student");
	const char *path = feed_of(&c.student), *old = path, *token, *course;

	token = strstr(path, "token=");
	T_EQ(read_feed(api_format("/users/%s/calendar.ics?%s", other.id,
			   token),
		 NULL)
		 ->status,
	    404);
	T_EQ(read_feed(api_format("/users/%s/calendar.ics", c.student.id),
		 NULL)
		 ->status,
	    404);
	T_EQ(read_feed(api_format("/users/%s/calendar.ics?token=%s",
			   c.student.id, "00"),
		 NULL)
		 ->status,
	    404);
	tomorrow(&c);
	course = api_format("/courses/%s/calendar.ics?%s", c.course, token);
	T_TRUE(strstr(read_feed(course, NULL)->body, c.session) != NULL);
	T_EQ(read_feed(api_format("/courses/%s/calendar.ics?%s", c.course,
			   strstr(feed_of(&other), "token=")),
		 NULL)
		 ->status,
	    404);
	T_EQ(read_feed(api_format("/courses/%s/calendar.ics?%s",
			   course_made("{}"), token),
		 NULL)
		 ->status,
	    404);
	path = feed_of(&c.student);
	T_EQ(read_feed(old, NULL)->status, 404);
	T_EQ(read_feed(course, NULL)->status, 404);
	T_EQ(read_feed(path, NULL)->status, 200);
	T_SAME(strstr(reply_text(api_get(c.student.token, "/calendar/link"),
	    "feed_url"),
		   "/users/"),
	    path);
	T_STATUS(api_send(api_token("admin"), "DELETE", api_format("/users/%s",
	    c.student.id), NULL), 204);
	T_EQ(read_feed(path, NULL)->status, 404);
	api_free();
}

/* What the clock shows twice is told in UTC when the second is meant. */
static void
times_of_a_long_night(void)
{
	struct class c = class_made();
	const char *path = feed_of(&c.student);
	struct reply *r;

	psql(api_format("update academics.sessions set starts_at = "
	    "'2026-10-25T00:30Z', ends_at = '2026-10-25T01:30Z' where id = "
	    "'%s'",
	    c.session));
	r = read_feed(path, NULL);
	T_TRUE(strstr(r->body, "\r\nDTSTART;TZID=Europe/Madrid:"
	    "20261025T023000\r\n") != NULL);
	T_TRUE(strstr(r->body, "\r\nDTEND:20261025T013000Z\r\n") != NULL);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "own week", a_week_is_ones_own },
		{ "whose week", who_runs_the_school_says_whose },
		{ "days", days_of_a_week },
		{ "feed", a_feed_follows },
		{ "tokens", a_token_is_of_one_person },
		{ "long night", times_of_a_long_night },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("calendar", tests);
}
