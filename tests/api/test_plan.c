/* Sessions of the weekly schedule: made, moved, taken out, left alone. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "unit/suite.h"

struct planned {
	struct somebody teacher;
	const char *course, *sessions, *plan;
};

/* Madrid puts its clock forward on 26 March 2028 and back on 29 October. */
static void
terms_made(void)
{
	psql(api_format("insert into academics.terms (school_id, semester, "
	    "year, starts_on, ends_on) values ('%s', 'spring', 2028, "
	    "'2028-03-20', '2028-04-02'), ('%s', 'fall', 2028, '2028-10-23', "
	    "'2028-11-05') on conflict do nothing",
	    my_school(), my_school()));
}

static void
terms_gone(void)
{
	psql(api_format("delete from academics.terms where year = 2028 and "
	    "school_id = '%s'",
	    my_school()));
}

static struct planned
course_in(const char *semester, const char *schedule)
{
	struct planned p = { .teacher = made_person("teacher") };

	p.course = course_made(api_format("{\"teacher_id\":\"%s\","
	    "\"semester\":\"%s\",\"year\":2028,\"schedule\":%s}",
	    p.teacher.id, semester, schedule));
	p.sessions = api_format("/courses/%s/sessions", p.course);
	p.plan = api_format("%s/plan", p.sessions);
	return p;
}

/* "made moved removed kept" of another plan. */
static const char *
plan(const struct planned *p)
{
	struct reply *r = api_send(p->teacher.token, "POST", p->plan, "{}");

	T_STATUS(r, 200);
	return api_format("%s %s %s %s", reply_text(r, "made"),
	    reply_text(r, "moved"), reply_text(r, "removed"),
	    reply_text(r, "kept"));
}

/* Of the i-th session by time. */
static const char *
part(const struct planned *p, int i, const char *name)
{
	return reply_text(api_get(p->teacher.token, p->sessions),
	    api_format("items.%d.%s", i, name));
}

static void
meets(const struct planned *p, const char *schedule)
{
	T_STATUS(api_send(api_token("admin"), "PUT", api_format("/courses/%s",
	    p->course), api_format("{\"schedule\":%s}", schedule)), 200);
}

static void
change(const struct planned *p, int i, const char *body)
{
	const char *id = part(p, i, "id");

	T_STATUS(api_send(p->teacher.token, "PUT", api_format("/sessions/%s",
	    id), body), 200);
}

/* ---- The clock */

static void
nine_is_nine_on_both_sides(void)
{
	struct planned p = course_in("spring",
	    "{\"monday\":[\"09:00-11:00\"]}");

	T_SAME(plan(&p), "2 0 0 0");
	T_SAME(part(&p, 0, "starts_at"), "2028-03-20T08:00:00Z");
	T_SAME(part(&p, 1, "starts_at"), "2028-03-27T07:00:00Z");
	T_SAME(part(&p, 1, "starts"), "09:00");
	p = course_in("fall", "{\"monday\":[\"09:00-11:00\"]}");
	T_SAME(plan(&p), "2 0 0 0");
	T_SAME(part(&p, 0, "starts_at"), "2028-10-23T07:00:00Z");
	T_SAME(part(&p, 1, "starts_at"), "2028-10-30T08:00:00Z");
	T_SAME(part(&p, 1, "ends_at"), "2028-10-30T10:00:00Z");
	T_SAME(part(&p, 1, "starts"), "09:00");
	api_free();
}

/* Nights of Sunday, which no schedule can name. */
static void
nights_that_are_short_or_long(void)
{
	struct planned p = course_in("spring", "{}");

	psql(api_format("insert into academics.meetings values ('%s', 7, "
	    "150, 180)",
	    p.course));
	T_SAME(plan(&p), "2 0 0 0");
	/* 02:30 does not exist: the clock goes from 02:00 to 03:00. */
	T_SAME(part(&p, 0, "starts_at"), "2028-03-26T01:30:00Z");
	T_SAME(part(&p, 0, "ends_at"), "2028-03-26T02:00:00Z");
	T_SAME(part(&p, 0, "starts"), "03:30");
	T_SAME(part(&p, 1, "starts"), "02:30");
	T_SAME(plan(&p), "0 0 0 2");
	p = course_in("fall", "{}");
	psql(api_format("insert into academics.meetings values ('%s', 7, "
	    "150, 210)",
	    p.course));
	T_SAME(plan(&p), "2 0 0 0");
	/* 02:30 comes twice: the first is meant, and the lesson is long. */
	T_SAME(part(&p, 0, "starts_at"), "2028-10-29T00:30:00Z");
	T_SAME(part(&p, 0, "ends_at"), "2028-10-29T02:30:00Z");
	T_SAME(part(&p, 1, "starts_at"), "2028-11-05T01:30:00Z");
	T_SAME(plan(&p), "0 0 0 2");
	api_free();
}

static void
another_clock_moves_them(void)
{
	struct planned p = course_in("spring",
	    "{\"monday\":[\"09:00-11:00\"]}");

	T_SAME(plan(&p), "2 0 0 0");
	psql(api_format("update academics.schools set timezone = "
	    "'Atlantic/Canary' where id = '%s'",
	    my_school()));
	T_SAME(plan(&p), "0 2 0 0");
	psql(api_format("update academics.schools set timezone = "
	    "'Europe/Madrid' where id = '%s'",
	    my_school()));
	T_SAME(part(&p, 0, "starts_at"), "2028-03-20T09:00:00Z");
	api_free();
}

/* ---- Again */

static void
a_moved_meeting_takes_its_session_along(void)
{
	struct planned p = course_in("spring",
	    "{\"monday\":[\"09:00-11:00\"],\"wednesday\":[\"09:00-10:00\"]}");
	const char *id;

	T_SAME(plan(&p), "4 0 0 0");
	T_SAME(plan(&p), "0 0 0 4");
	id = part(&p, 0, "id");
	meets(&p, "{\"tuesday\":[\"10:00-12:00\"],\"wednesday\":"
		  "[\"09:00-10:30\"]}");
	T_SAME(plan(&p), "0 4 0 0");
	T_SAME(part(&p, 0, "id"), id);
	T_SAME(part(&p, 0, "date"), "2028-03-21");
	T_SAME(part(&p, 0, "version"), "2");
	T_SAME(part(&p, 1, "ends"), "10:30");
	meets(&p, "{\"wednesday\":[\"09:00-10:30\"]}");
	T_SAME(plan(&p), "0 0 2 2");
	meets(&p, "{}");
	T_SAME(plan(&p), "0 0 2 0");
	api_free();
}

static void
what_people_did_stays(void)
{
	struct planned p = course_in("spring", "{\"monday\":[\"09:00-10:00\"],"
	    "\"tuesday\":[\"09:00-10:00\"],\"wednesday\":[\"09:00-10:00\"],"
	    "\"thursday\":[\"09:00-10:00\"]}");
	const char *by_hand = "{\"starts_at\":\"2028-03-22T17:00:00Z\","
	    "\"ends_at\":\"2028-03-22T18:00:00Z\"}";

	T_SAME(plan(&p), "8 0 0 0");
	/* Signed, moved, cancelled, given a title; and one of none. */
	psql(api_format("insert into attendance.signatures (school_id, "
	    "session_id, person_id, method, status) values ('%s', '%s', "
	    "'%s', 'teacher', 'accepted')",
	    my_school(), part(&p, 0, "id"),
	    my_id("student")));
	change(&p, 1, "{\"starts_at\":\"2028-03-21T15:00:00Z\","
		      "\"ends_at\":\"2028-03-21T16:00:00Z\"}");
	change(&p, 2, "{\"is_cancelled\":true}");
	change(&p, 3, "{\"title\":\"A title moves along\"}");
	T_STATUS(api_send(p.teacher.token, "POST", p.sessions, by_hand), 201);
	T_SAME(plan(&p), "0 0 0 8");
	meets(&p, "{\"friday\":[\"09:00-10:00\"]}");
	/* Of each week one moves to Friday: the title of the first, and the
	 * first of the second; what else is free goes. */
	T_SAME(plan(&p), "0 2 3 3");
	T_SAME(part(&p, 0, "date"), "2028-03-20");
	T_SAME(part(&p, 1, "starts"), "16:00");
	T_SAME(part(&p, 2, "state"), "cancelled");
	T_SAME(part(&p, 3, "starts"), "18:00");
	T_SAME(part(&p, 4, "date"), "2028-03-24");
	T_SAME(part(&p, 4, "title"), "A title moves along");
	T_SAME(part(&p, 5, "date"), "2028-03-31");
	T_SAME(part(&p, 6, "id"), "");
	T_SAME(plan(&p), "0 0 0 5");
	api_free();
}

static void
holidays_are_free(void)
{
	struct planned p = course_in("fall",
	    "{\"monday\":[\"09:00-10:00\"],\"friday\":[\"09:00-10:00\"]}");
	struct reply *r = api_send(api_token("admin"), "POST", "/holidays",
	    "{\"name\":\"All Saints\",\"starts_on\":\"2028-10-30\","
	    "\"ends_on\":\"2028-11-01\"}");
	const char *holiday = api_format("/holidays/%s", reply_text(r, "id"));

	T_STATUS(r, 201);
	T_SAME(plan(&p), "3 0 0 0");
	T_STATUS(api_send(api_token("admin"), "DELETE", holiday, NULL), 204);
	T_SAME(plan(&p), "1 0 0 3");
	r = api_send(api_token("admin"), "POST", "/holidays",
	    "{\"name\":\"Strike\",\"starts_on\":\"2028-11-03\","
	    "\"ends_on\":\"2028-11-03\"}");
	T_STATUS(r, 201);
	holiday = api_format("/holidays/%s", reply_text(r, "id"));
	T_SAME(plan(&p), "0 0 1 3");
	T_STATUS(api_send(api_token("admin"), "DELETE", holiday, NULL), 204);
	api_free();
}

/* What has begun is history, whatever the schedule says now. */
static void
the_past_stays(void)
{
	struct planned p = course_in("spring",
	    "{\"monday\":[\"09:00-10:00\"]}");

	T_SAME(plan(&p), "2 0 0 0");
	psql(api_format("update academics.sessions set starts_at = now() - "
	    "interval '1 day', ends_at = now() - interval '23 hours' where "
	    "course_id = '%s' and slot_on = '2028-03-20'",
	    p.course));
	meets(&p, "{}");
	T_SAME(plan(&p), "0 0 1 1");
	api_free();
}

static void
rooms_are_those_of_the_course(void)
{
	struct planned p = course_in("spring",
	    "{\"monday\":[\"09:00-10:00\"]}");
	unsigned n = unique();

	T_STATUS(api_send(api_token("admin"), "POST", "/classrooms",
		     api_format("{\"name\":\"Plan %u\"}", n)),
	    201);
	T_STATUS(api_send(api_token("admin"), "POST", "/classrooms",
		     api_format("{\"name\":\"Other %u\"}", n)),
	    201);
	T_STATUS(api_send(p.teacher.token, "PUT", api_format("/courses/%s",
	    p.course), api_format("{\"room\":\"plan %u\"}", n)), 200);
	T_SAME(plan(&p), "2 0 0 0");
	T_SAME(part(&p, 0, "rooms"), api_format("Plan %u", n));
	change(&p, 1, "{\"classroom_ids\":[]}");
	T_STATUS(api_send(p.teacher.token, "PUT", api_format("/courses/%s",
	    p.course), api_format("{\"room\":\"Other %u\"}", n)), 200);
	T_SAME(plan(&p), "0 0 0 2");
	T_SAME(part(&p, 0, "rooms"), api_format("Other %u", n));
	T_TRUE(strstr(part(&p, 1, "rooms"), "Other") == NULL);
	api_free();
}

/* ---- Who, when, all at once */

static void
who_may_plan(void)
{
	struct planned p = course_in("spring",
	    "{\"monday\":[\"09:00-10:00\"]}");
	struct reply *r;

	T_STATUS(api_send(made_person("teacher").token, "POST", p.plan, "{}"),
	    404);
	T_STATUS(api_send(api_token("admin@other.example"), "POST", p.plan,
		     "{}"),
	    404);
	T_PROBLEM(api_send(api_token("student"), "POST", p.plan, "{}"), 403,
	    "forbidden");
	r = api_send(p.teacher.token, "POST", p.plan,
	    "{\"from\":\"2028-03-21\",\"to\":\"2028-03-31\"}");
	T_SAME(reply_text(r, "made"), "1");
	T_SAME(part(&p, 0, "date"), "2028-03-27");
	T_STATUS(form_send("admin", p.plan, form_of("admin", p.sessions,
	    p.plan), "from=2028-03-01&to="), 303);
	T_SAME(part(&p, 0, "date"), "2028-03-20");
	api_free();
}

static void
terms_that_nobody_wrote_down(void)
{
	const char *c = course_made("{\"schedule\":{\"monday\":"
	    "[\"09:00-10:00\"]},\"year\":2077}");
	const char *path = api_format("/courses/%s/sessions/plan", c);
	const char *admin = api_token("admin");
	struct reply *r;

	T_PROBLEM(api_send(admin, "POST", path, "{}"), 409, "conflict");
	T_PROBLEM(api_send(admin, "POST", "/calendar/plan",
		      "{\"semester\":\"summer\",\"year\":2077}"),
	    409, "conflict");
	r = api_send(admin, "POST", path,
	    "{\"from\":\"2077-06-01\",\"to\":\"2077-06-14\"}");
	T_SAME(reply_text(r, "made"), "2");
	api_free();
}

static void
a_whole_term(void)
{
	struct planned one = course_in("spring",
	    "{\"monday\":[\"09:00-10:00\"]}");
	struct planned two = course_in("spring",
	    "{\"tuesday\":[\"09:00-10:00\"]}");
	const char *term = "{\"semester\":\"spring\",\"year\":2028}";
	struct reply *r = api_send(api_token("admin"), "POST",
	    "/calendar/plan", term);

	T_STATUS(r, 200);
	T_TRUE(reply_int(r, "made") >= 4);
	T_SAME(part(&one, 1, "date"), "2028-03-27");
	T_SAME(part(&two, 1, "date"), "2028-03-28");
	r = api_send(api_token("admin"), "POST", "/calendar/plan", term);
	T_SAME(reply_text(r, "made"), "0");
	T_PROBLEM(api_send(one.teacher.token, "POST", "/calendar/plan", term),
	    403, "forbidden");
	api_free();
}

/* Eight at once make each session once. */
static void
plans_at_once(void)
{
	struct planned p = course_in("spring",
	    "{\"monday\":[\"09:00-10:00\"],\"friday\":[\"09:00-10:00\"]}");
	struct ask asks[8];
	struct reply *r[8];
	long made = 0;

	for (size_t i = 0; i < NITEMS(asks); i++)
		asks[i] = (struct ask){ .method = "POST", .body = "{}",
		    .token = p.teacher.token, .path = api_format("/api/v1%s",
		    p.plan) };
	api_race(asks, NITEMS(asks), r);
	for (size_t i = 0; i < NITEMS(asks); i++) {
		T_STATUS(r[i], 200);
		made += reply_int(r[i], "made");
	}
	T_EQ(made, 4);
	T_EQ(json_array_size(reply_at(api_get(p.teacher.token, p.sessions),
		 "items")),
	    4);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "nine is nine", nine_is_nine_on_both_sides },
		{ "short and long nights", nights_that_are_short_or_long },
		{ "another clock", another_clock_moves_them },
		{ "moved", a_moved_meeting_takes_its_session_along },
		{ "by hand", what_people_did_stays },
		{ "holidays", holidays_are_free },
		{ "past", the_past_stays },
		{ "rooms", rooms_are_those_of_the_course },
		{ "who", who_may_plan },
		{ "no term", terms_that_nobody_wrote_down },
		{ "a term", a_whole_term },
		{ "at once", plans_at_once },
		CU_TEST_INFO_NULL,
	};
	int failed;

	api_start();
	terms_made();
	failed = suite_run("plan", tests);
	terms_gone();
	return failed;
}
