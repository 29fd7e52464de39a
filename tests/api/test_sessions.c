/* Sessions by hand: who sees and changes them, and what stays. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "unit/suite.h"

#define NINE "\"starts_at\":\"2031-03-03T09:00:00Z\"," \
	     "\"ends_at\":\"2031-03-03T11:00:00Z\""
#define TEN "\"starts_at\":\"2031-03-03T10:00:00Z\"," \
	    "\"ends_at\":\"2031-03-03T12:00:00Z\""

struct class {
	struct somebody teacher, student;
	const char *course, *sessions;
};

static struct class
    class_made(void)
{
	struct class c = { .teacher = made_person("teacher"),
	    .student = made_person("student") };

	c.course = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    c.teacher.id));
	seat_made(c.course, c.student.id);
	c.sessions = api_format("/courses/%s/sessions", c.course);
	return c;
}

static const char *
session_made(const struct class *c, const char *extra)
{
	struct reply *r = api_send(c->teacher.token, "POST", c->sessions,
	    api_format("{" NINE "%s}", extra));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

static const char *
path_of(const char *session)
{
	return api_format("/sessions/%s", session);
}

static size_t
count_of(const char *token, const char *path)
{
	return json_array_size(reply_at(api_get(token, path), "items"));
}

static const char *
classroom_made(void)
{
	struct reply *r = api_send(api_token("admin"), "POST", "/classrooms",
	    api_format("{\"name\":\"S %u\"}", unique()));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

/* ---- One's own */

static void
a_session_and_its_life(void)
{
	struct class c = class_made();
	const char *room = classroom_made(), *id, *path;
	struct reply *r = api_send(c.teacher.token, "POST", c.sessions,
	    api_format("{" NINE ",\"title\":\"Exam\",\"is_online\":true,"
		"\"closing_delay_minutes\":20,"
		"\"classroom_ids\":[\"%s\"]}",
		room));

	T_STATUS(r, 201);
	id = reply_text(r, "id");
	path = path_of(id);
	T_SAME(reply_header(r, "Location"), api_format("/api/v1%s", path));
	T_SAME(reply_text(r, "name"), "Exam");
	T_SAME(reply_text(r, "starts"), "10:00"); /* in Madrid */
	T_SAME(reply_text(r, "date"), "2031-03-03");
	T_SAME(reply_text(r, "opens_at"), "2031-03-03T08:50:00Z");
	T_SAME(reply_text(r, "closes_at"), "2031-03-03T09:20:00Z");
	T_SAME(reply_text(r, "state"), "planned");
	T_SAME(reply_text(r, "classrooms.0.id"), room);
	T_SAME(reply_text(api_get(c.student.token, path), "id"), id);
	r = send_if(c.teacher.token, "PUT", path, "{" TEN ",\"title\":null,"
	    "\"classroom_ids\":[],\"closing_delay_minutes\":null}",
	    "1");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "starts_at"), "2031-03-03T10:00:00Z");
	T_TRUE(json_is_null(reply_at(r, "title")));
	T_SAME(reply_text(r, "closes_at"), "2031-03-03T10:15:00Z");
	T_EQ(json_array_size(reply_at(r, "classrooms")), 0);
	r = send_if(c.teacher.token, "PUT", path, "{\"title\":\"Late\"}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.version"), "2");
	T_STATUS(api_send(c.teacher.token, "DELETE", path, NULL), 204);
	T_SAME(reply_text(api_get(c.student.token, path), "state"),
	    "cancelled");
	r = api_send(c.teacher.token, "PUT", path, "{\"is_cancelled\":false}");
	T_SAME(reply_text(r, "state"), "planned");
	r = api_get(c.teacher.token, api_format("%s/edit", path));
	T_TRUE(json_is_array(reply_at(r, "classrooms")));
	api_free();
}

static void
a_course_begins_once_at_a_time(void)
{
	struct class c = class_made();
	const char *first = session_made(&c, ""), *second;

	T_PROBLEM(api_send(c.teacher.token, "POST", c.sessions,
		      "{" NINE "}"),
	    409, "session_once");
	second = reply_text(api_send(c.teacher.token, "POST", c.sessions,
	    "{" TEN "}"),
	    "id");
	T_PROBLEM(api_send(c.teacher.token, "PUT", path_of(second),
		      "{" NINE "}"),
	    409, "session_once");
	T_STATUS(api_send(c.teacher.token, "DELETE", path_of(first), NULL),
	    204);
	T_STATUS(api_send(c.teacher.token, "PUT", path_of(second),
		     "{" NINE "}"),
	    200);
	api_free();
}

static void
times_and_lists_are_checked(void)
{
	static const struct {
		const char *body, *field;
	} bad[] = {
		{ "{}", "starts_at" },
		{ "{\"starts_at\":\"2031-03-03T09:00:00Z\"}", "ends_at" },
		{ "{\"starts_at\":\"2031-03-03 09:00\",\"ends_at\":"
		  "\"2031-03-03T11:00:00Z\"}",
		    "starts_at" },
		{ "{\"starts_at\":\"2031-03-03T09:00:00Z\",\"ends_at\":"
		  "\"2031-03-03T09:00:00Z\"}",
		    "ends_at" },
		{ "{\"starts_at\":\"2031-03-03T09:00:00Z\",\"ends_at\":"
		  "\"2031-03-04T09:00:01Z\"}",
		    "ends_at" },
		{ "{\"starts_at\":\"9999-03-03T09:00:00Z\",\"ends_at\":"
		  "\"9999-03-03T10:00:00Z\"}",
		    "starts_at" },
		{ "{" NINE ",\"closing_delay_minutes\":1441}",
		    "closing_delay_minutes" },
		{ "{" NINE ",\"classroom_ids\":7}", "classroom_ids" },
		{ "{" NINE ",\"group_ids\":[7]}", "group_ids" },
		{ "{" NINE ",\"teacher_ids\":[\"x\"]}", "teacher_ids" },
		{ "{" NINE ",\"group_ids\":"
		  "[\"00000000-0000-7000-8000-000000000000\"]}",
		    "group_ids" },
		{ "{" NINE ",\"date\":\"2031-03-03\"}", "date" },
	};
	struct class c = class_made();

	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct reply *r = api_send(c.teacher.token, "POST",
		    c.sessions, bad[i].body);

		T_SAY(r->status == 422 && reply_names(r, bad[i].field),
		    "%s: %ld %.200s", bad[i].body, r->status, r->body);
	}
	T_PROBLEM(api_send(c.teacher.token, "POST", c.sessions,
		      "{\"starts_at\":\"2031-02-30T09:00:00Z\",\"ends_at\":"
		      "\"2031-03-03T11:00:00Z\"}"),
	    422, "invalid");
	T_STATUS(api_send(c.teacher.token, "POST", c.sessions,
	    api_format("{" NINE ",\"teacher_ids\":[\"%s\"]}", c.student.id)),
	    422);
	T_STATUS(api_send(c.teacher.token, "POST", c.sessions,
	    api_format("{" NINE ",\"classroom_ids\":[\"%s\"]}",
	    psql("insert into "
	    "academics.classrooms (school_id, name) select id, 'Theirs ' || "
	    "gen_random_uuid() from academics.schools where code = 'OTHER' "
	    "returning id"))),
	    422);
	T_EQ(count_of(c.teacher.token, c.sessions), 0);
	api_free();
}

static void
lists_are_by_time(void)
{
	struct class c = class_made();
	struct reply *r;
	const char *path;

	session_made(&c, "");
	for (int day = 9; day > 4; day--)
		T_STATUS(api_send(c.teacher.token, "POST", c.sessions,
			     api_format(
	    "{\"starts_at\":\"2031-03-0%dT22:30:00Z\","
	    "\"ends_at\":\"2031-03-0%dT23:30:00Z\"}",
				 day, day)),
		    201);
	r = api_get(c.student.token, api_format("%s?limit=4", c.sessions));
	T_SAME(reply_text(r, "items.0.date"), "2031-03-03");
	T_SAME(reply_text(r, "items.3.date"), "2031-03-07");
	r = api_get(c.student.token, api_format("%s?limit=4&after=%s",
	    c.sessions, reply_text(r, "next")));
	T_EQ(json_array_size(reply_at(r, "items")), 2);
	/* Days are the school's: 22:30 in London is the same day in Madrid. */
	path = api_format("%s?from=2031-03-05&to=2031-03-07", c.sessions);
	T_EQ(count_of(c.student.token, path), 3);
	path = api_format("%s?closed=true", c.sessions);
	T_EQ(count_of(c.student.token, path), 0);
	T_STATUS(api_get(c.student.token, api_format("%s?from=yesterday",
	    c.sessions)), 422);
	T_STATUS(api_get(c.student.token, api_format("%s?after=eHwwMDAwMDAw"
	    "MC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDA",
					      c.sessions)),
	    422);
	api_free();
}

/* ---- Others */

static void
who_sees_and_who_changes(void)
{
	struct class c = class_made();
	const char *path = path_of(session_made(&c, "")), *id;
	struct somebody t = made_person("teacher"), s = made_person("student");
	struct somebody p = made_person("parent");
	struct reply *r;

	T_STATUS(api_get(t.token, path), 404);
	T_STATUS(api_get(s.token, path), 404);
	T_STATUS(api_get(p.token, path), 404);
	T_STATUS(api_get(t.token, c.sessions), 404);
	T_STATUS(api_get(api_token("admin@other.example"), path), 404);
	T_STATUS(api_get(api_token("admin@other.example"), c.sessions), 404);
	T_STATUS(api_send(t.token, "POST", c.sessions, "{" TEN "}"), 404);
	T_STATUS(api_send(t.token, "PUT", path, "{" TEN "}"), 404);
	T_STATUS(api_send(t.token, "DELETE", path, NULL), 404);
	T_PROBLEM(api_send(c.student.token, "PUT", path, "{" TEN "}"), 403,
	    "forbidden");
	psql(api_format("insert into identity.relations (person_id, "
	    "relative_id, kind) values ('%s', '%s', 'parent')",
	    p.id,
	    c.student.id));
	T_STATUS(api_get(p.token, path), 200);
	/* A substitute, and a member of a group that comes along. */
	r = api_send(api_token("admin"), "POST", "/groups",
	    api_format("{\"name\":\"G %u\"}", unique()));
	id = reply_text(r, "id");
	psql(api_format("insert into academics.group_members values ('%s', "
	    "'%s')",
	    id, s.id));
	T_STATUS(api_send(api_token("admin"), "PUT", path,
	    api_format("{\"group_ids\":[\"%s\"],\"teacher_ids\":[\"%s\"]}", id,
	    t.id)),
	    200);
	T_STATUS(api_send(c.teacher.token, "POST", c.sessions, "{" TEN "}"),
	    201);
	T_STATUS(api_get(t.token, path), 200);
	T_STATUS(api_get(s.token, path), 200);
	T_EQ(count_of(t.token, c.sessions), 1);
	T_EQ(count_of(s.token, c.sessions), 1);
	T_EQ(count_of(c.student.token, c.sessions), 2);
	T_EQ(count_of(p.token, c.sessions), 2);
	T_PROBLEM(api_send(t.token, "PUT", path, "{\"title\":\"Mine\"}"), 403,
	    "forbidden");
	T_PROBLEM(api_send(t.token, "DELETE", path, NULL), 403, "forbidden");
	api_free();
}

static void
preference(const char *name, const char *value)
{
	psql(api_format("update academics.schools set %s = %s where id = "
	    "'%s'",
	    name, value, my_school()));
}

static void
delays_are_as_the_school_says(void)
{
	struct class c = class_made();
	const char *path = path_of(session_made(&c, ""));

	preference("teacher_can_modify_delay", "false");
	T_PROBLEM(api_send(c.teacher.token, "PUT", path,
		      "{\"closing_delay_minutes\":5}"),
	    403, "forbidden");
	T_PROBLEM(api_send(c.teacher.token, "POST", c.sessions,
		      "{" TEN ",\"closing_delay_minutes\":5}"),
	    403, "forbidden");
	T_STATUS(api_send(c.teacher.token, "PUT", path,
		     "{\"title\":\"No delay\"}"),
	    200);
	T_STATUS(api_send(api_token("admin"), "PUT", path,
		     "{\"closing_delay_minutes\":5}"),
	    200);
	T_PROBLEM(api_send(c.teacher.token, "PUT", path,
		      "{\"closing_delay_minutes\":null}"),
	    403, "forbidden");
	preference("teacher_can_modify_delay", "true");
	T_STATUS(api_send(c.teacher.token, "PUT", path,
		     "{\"closing_delay_minutes\":7}"),
	    200);
	api_free();
}

/* ---- What was signed */

static void
what_was_signed_keeps_its_times(void)
{
	struct class c = class_made();
	const char *path = path_of(session_made(&c, "")), *id = path + 10;

	psql(api_format("insert into attendance.signatures (school_id, "
	    "session_id, person_id, method, status) values ('%s', '%s', "
	    "'%s', 'qr', 'accepted')",
	    my_school(), id, c.student.id));
	T_PROBLEM(api_send(c.teacher.token, "PUT", path, "{" TEN "}"), 409,
	    "session_signed");
	T_PROBLEM(api_send(api_token("admin"), "PUT", path, "{" TEN "}"), 409,
	    "session_signed");
	T_STATUS(api_send(c.teacher.token, "PUT", path,
	    "{" NINE ",\"title\":\"Renamed\"}"), 200);
	T_PROBLEM(api_send(c.teacher.token, "DELETE", path, NULL), 409,
	    "session_signed");
	T_PROBLEM(api_send(c.teacher.token, "PUT", path,
		      "{\"is_cancelled\":true}"),
	    409, "session_signed");
	T_STATUS(api_send(api_token("admin"), "DELETE", path, NULL), 204);
	T_SAME(psql(api_format("select count(*) from attendance.signatures "
	    "where session_id = '%s'",
		   id)),
	    "1");
	api_free();
}

static void
what_is_closed_keeps_its_times(void)
{
	struct class c = class_made();
	const char *path = path_of(session_made(&c, ""));

	psql(api_format("select academics_api.close_session('%s', '%s', "
	    "null)",
	    path + 10, my_school()));
	T_SAME(reply_text(api_get(c.student.token, path), "state"), "closed");
	T_PROBLEM(api_send(c.teacher.token, "PUT", path, "{" TEN "}"), 409,
	    "session_closed");
	T_STATUS(api_send(c.teacher.token, "PUT", path,
		     "{\"title\":\"Renamed\"}"),
	    200);
	T_EQ(count_of(c.student.token, api_format("%s?closed=true",
	    c.sessions)), 1);
	api_free();
}

/* ---- Pages */

static void
forms_speak_the_schools_clock(void)
{
	struct class c = class_made();
	const char *new = api_format("%s/new", c.sessions), *room, *hidden;
	const char *edit, *path;
	struct reply *r;

	room = classroom_made();
	hidden = form_of("admin", new, c.sessions);
	r = form_send("admin", c.sessions, hidden,
	    api_format("date=2031-07-07&start=11:00&end=25:00&topic=Open+day&"
	    "_classroom_id=%s&closing_delay_minutes=&is_online=true",
	    room));
	T_STATUS(r, 422);
	T_TRUE(strstr(r->body, "value=\"Open day\"") != NULL);
	T_TRUE(strstr(r->body, api_format("value=\"%s\" checked", room)) !=
	    NULL);
	T_TRUE(strstr(r->body, "value=\"true\" selected") != NULL);
	T_STATUS(form_send("admin", c.sessions, form_of("admin", new,
	    c.sessions), api_format("date=2031-07-07&start=11:00&end=12:30&"
	    "topic=Open+day&_classroom_id=%s&_classroom_id=%s&"
	    "closing_delay_minutes=&is_online=false",
	    room, classroom_made())),
	    303);
	r = api_get(c.teacher.token, c.sessions);
	T_SAME(reply_text(r, "items.0.starts_at"), "2031-07-07T09:00:00Z");
	path = path_of(reply_text(r, "items.0.id"));
	r = api_get(c.teacher.token, path);
	T_EQ(json_array_size(reply_at(r, "classrooms")), 2);
	edit = api_format("%s/edit", path);
	T_STATUS(form_send("admin", path, form_of("admin", edit, path),
		     api_format("date=2031-07-07&start=11:00&end=13:00&topic=&"
	    "_classroom_id=%s&closing_delay_minutes=9&is_online=true",
	    room)),
	    303);
	r = api_get(c.teacher.token, path);
	T_SAME(reply_text(r, "ends_at"), "2031-07-07T11:00:00Z");
	T_TRUE(json_is_null(reply_at(r, "title")));
	T_SAME(reply_text(r, "is_online"), "true");
	T_SAME(reply_text(r, "closing_delay_minutes"), "9");
	T_SAME(reply_text(r, "classrooms.0.id"), room);
	T_EQ(json_array_size(reply_at(r, "classrooms")), 1);
	api_free();
}

/* The API still plans where pages do not. */
static void
pages_that_only_show(void)
{
	struct class c = class_made();
	const char *new = api_format("%s/new", c.sessions);
	const char *hidden = form_of("admin", new, c.sessions);
	const char *fields = "date=2031-07-07&start=11:00&end=12:00";

	preference("ui_modification_disabled", "true");
	T_STATUS(form_send("admin", c.sessions, hidden, fields), 403);
	T_EQ(count_of(c.teacher.token, c.sessions), 0);
	T_TRUE(strstr(page_of("admin", c.sessions)->body, "/sessions/new") ==
	    NULL);
	T_STATUS(api_send(c.teacher.token, "POST", c.sessions,
		     "{" NINE "}"),
	    201);
	preference("ui_modification_disabled", "false");
	T_STATUS(form_send("admin", c.sessions, form_of("admin", new,
	    c.sessions), fields), 303);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "life", a_session_and_its_life },
		{ "once", a_course_begins_once_at_a_time },
		{ "bad times", times_and_lists_are_checked },
		{ "lists", lists_are_by_time },
		{ "who", who_sees_and_who_changes },
		{ "delays", delays_are_as_the_school_says },
		{ "signed", what_was_signed_keeps_its_times },
		{ "closed", what_is_closed_keeps_its_times },
		{ "forms", forms_speak_the_schools_clock },
		{ "pages that only show", pages_that_only_show },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("sessions", tests);
}
