/* Classrooms at one time: one course's, by hand and by plan; and nights. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "unit/suite.h"

#define AT(from, to)                                 \
	"\"starts_at\":\"2031-03-03T" from ":00Z\"," \
	"\"ends_at\":\"2031-03-03T" to ":00Z\""

struct class {
	struct somebody teacher;
	const char *course, *sessions;
};

struct room {
	const char *id, *name;
};

static struct class
    class_made(void)
{
	struct class c = { .teacher = made_person("teacher") };

	c.course = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    c.teacher.id));
	c.sessions = api_format("/courses/%s/sessions", c.course);
	return c;
}

static struct room
room_made(void)
{
	const char *name = api_format("R %u", unique());
	struct reply *r = api_send(api_token("admin"), "POST", "/classrooms",
	    api_format("{\"name\":\"%s\"}", name));

	T_STATUS(r, 201);
	return (struct room){ reply_text(r, "id"), name };
}

static struct reply *
session_try(const struct class *c, const char *token, const char *times,
    const struct room *k)
{
	return api_send(token, "POST", c->sessions,
	    api_format("{%s,\"classroom_ids\":[\"%s\"]}", times, k->id));
}

static const char *
session_in(const struct class *c, const char *times, const struct room *k)
{
	struct reply *r = session_try(c, c->teacher.token, times, k);

	T_STATUS(r, 201);
	return api_format("/sessions/%s", reply_text(r, "id"));
}

static struct reply *
put(const struct class *c, const char *session, const char *body)
{
	return api_send(c->teacher.token, "PUT", session, body);
}

/* ---- By hand */

static void
a_room_is_one_courses(void)
{
	struct class a = class_made(), b = class_made();
	struct room k = room_made(), other = room_made();
	const char *here = api_format("{\"classroom_ids\":[\"%s\"]}", k.id);
	const char *mine, *code = reply_text(api_get(api_token("admin"),
	    api_format("/courses/%s", a.course)), "code");
	struct reply *r;

	session_in(&a, AT("09:00", "11:00"), &k);
	r = session_try(&b, b.teacher.token, AT("10:59", "12:00"), &k);
	T_PROBLEM(r, 409, "room_conflict");
	T_TRUE(reply_names(r, "classroom_ids"));
	T_TRUE(strstr(r->body, api_format("%s is taken by ", k.name)) !=
	    NULL);
	T_TRUE(strstr(r->body, code) != NULL);
	T_TRUE(strstr(r->body, "2031-03-03, 10:00") != NULL);
	/* Before it, behind it, elsewhere: free. */
	session_in(&b, AT("08:00", "09:00"), &k);
	mine = session_in(&b, AT("11:00", "12:00"), &k);
	T_PROBLEM(put(&b, mine, "{" AT("10:00", "12:00") "}"), 409,
	    "room_conflict");
	mine = session_in(&b, AT("09:30", "10:30"), &other);
	T_PROBLEM(put(&b, mine, here), 409, "room_conflict");
	T_SAME(reply_text(api_get(b.teacher.token, mine), "classrooms.0.id"),
	    other.id);
	/* A session of the same course may be there too. */
	session_in(&a, AT("09:30", "10:30"), &k);
	api_free();
}

static void
what_is_online_or_cancelled_takes_no_room(void)
{
	struct class a = class_made(), b = class_made();
	struct room k = room_made();
	const char *first = session_in(&a, AT("09:00", "11:00"), &k), *mine;

	mine = session_in(&b, AT("09:00", "11:00") ",\"is_online\":true", &k);
	T_PROBLEM(put(&b, mine, "{\"is_online\":false}"), 409,
	    "room_conflict");
	T_STATUS(put(&a, first, "{\"is_cancelled\":true}"), 200);
	T_STATUS(put(&b, mine, "{\"is_online\":false}"), 200);
	T_PROBLEM(put(&a, first, "{\"is_cancelled\":false}"), 409,
	    "room_conflict");
	api_free();
}

/* And is told what else is there; whose session it is may still rename it. */
static void
an_administrator_may_put_two_into_one(void)
{
	struct class a = class_made(), b = class_made();
	struct room k = room_made();
	const char *both, *form;
	struct reply *r;

	session_in(&a, AT("09:00", "11:00"), &k);
	r = session_try(&b, api_token("admin"), AT("09:00", "11:00"), &k);
	T_STATUS(r, 201);
	both = api_format("/sessions/%s", reply_text(r, "id"));
	T_TRUE(strstr(reply_text(r, "room_clash"), k.name) != NULL);
	T_STATUS(put(&b, both, api_format("{\"title\":\"Joint\","
	    "\"classroom_ids\":[\"%s\"]}",
				   k.id)),
	    200);
	T_PROBLEM(put(&b, both, "{" AT("09:30", "11:00") "}"), 409,
	    "room_conflict");
	form = api_format("%s/edit", both);
	T_TRUE(strstr(page_of("admin", form)->body, "is taken by") != NULL);
	T_STATUS(put(&b, both, "{\"classroom_ids\":[]}"), 200);
	T_TRUE(json_is_null(reply_at(api_get(b.teacher.token, both),
	    "room_clash")));
	api_free();
}

/* Ten courses want one room: one has it. */
static void
ten_at_once(void)
{
	struct room k = room_made();
	struct ask asks[10];
	struct reply *r[NITEMS(asks)];
	size_t made = 0;

	for (size_t i = 0; i < NITEMS(asks); i++) {
		struct class c = class_made();

		asks[i] = (struct ask){ .method = "POST",
			.token = c.teacher.token,
			.path = api_format("/api/v1%s",
			    c.sessions),
			.body = api_format("{" AT("09:00", "10:00") ","
	    "\"classroom_ids\":[\"%s\"]}",
			    k.id) };
	}
	api_race(asks, NITEMS(asks), r);
	for (size_t i = 0; i < NITEMS(asks); i++)
		if (r[i]->status == 201)
			made++;
		else
			T_PROBLEM(r[i], 409, "room_conflict");
	T_EQ(made, 1);
	api_free();
}

/* ---- By plan */

static struct reply *
plan(const struct class *c)
{
	struct reply *r = api_send(c->teacher.token, "POST",
	    api_format("%s/plan", c->sessions),
	    "{\"from\":\"2031-03-03\",\"to\":\"2031-03-16\"}");

	T_STATUS(r, 200);
	return r;
}

static const char *
room_of(const struct class *c, int i)
{
	return reply_text(api_get(c->teacher.token,
			      api_format("%s?from=2031-03-03", c->sessions)),
	    api_format("items.%d.rooms", i));
}

static bool
has_room(const struct class *c, int i)
{
	return strncmp(room_of(c, i), "R ", 2) == 0;
}

static struct class
    planned_in(const struct room *k, const char *day, int year)
{
	struct class c = { .teacher = made_person("teacher") };

	c.course = course_made(api_format("{\"teacher_id\":\"%s\","
	    "\"room\":\"%s\",\"year\":%d,"
	    "\"schedule\":{\"%s\":[\"09:00-11:00\"]}}",
	    c.teacher.id, k->name, year, day));
	c.sessions = api_format("/courses/%s/sessions", c.course);
	return c;
}

/* What clashes is made without a room and told of, the rest as ever. */
static void
a_plan_goes_on_where_a_room_is_taken(void)
{
	struct room k = room_made();
	struct class a = class_made(), b = planned_in(&k, "monday", 2031);
	const char *first = session_in(&a, AT("09:00", "09:30"), &k);
	struct reply *r = plan(&b);

	T_EQ(reply_int(r, "made"), 2);
	T_EQ(reply_int(r, "clashes"), 1);
	T_TRUE(strstr(reply_text(r, "clash_words"),
		   api_format("%s, 2031-03-03, 09:00", k.name)) != NULL);
	T_FALSE(has_room(&b, 0));
	T_SAME(room_of(&b, 1), k.name);
	/* It is told until the room is free, or the session has another. */
	T_EQ(reply_int(plan(&b), "clashes"), 1);
	T_STATUS(put(&a, first, "{\"is_cancelled\":true}"), 200);
	r = plan(&b);
	T_EQ(reply_int(r, "clashes"), 0);
	T_TRUE(json_is_null(reply_at(r, "clash_words")));
	T_SAME(room_of(&b, 0), k.name);
	T_PROBLEM(put(&a, first, "{\"is_cancelled\":false}"), 409,
	    "room_conflict");
	api_free();
}

/* Two terms that overlap: whoever is planned first has the room. */
static void
a_meeting_that_moves_leaves_a_room_that_is_taken(void)
{
	struct room k = room_made();
	struct class a = planned_in(&k, "monday", 2031);
	struct class b = planned_in(&k, "tuesday", 2032);
	struct reply *r;

	T_EQ(reply_int(plan(&a), "clashes"), 0);
	T_EQ(reply_int(plan(&b), "clashes"), 0);
	T_SAME(room_of(&b, 0), k.name);
	T_STATUS(api_send(api_token("admin"), "PUT",
		     api_format("/courses/%s", b.course),
	    "{\"schedule\":{\"monday\":"
	    "[\"10:00-12:00\"]}}"),
	    200);
	r = plan(&b);
	T_EQ(reply_int(r, "moved"), 2);
	T_EQ(reply_int(r, "clashes"), 2);
	T_SAME(room_of(&a, 0), k.name);
	T_FALSE(has_room(&b, 0));
	T_EQ(reply_int(plan(&a), "clashes"), 0);
	api_free();
}

/* ---- What hangs in a room */

static const char *
beacon_in(const struct room *k, const char *name)
{
	struct reply *r = api_send(api_token("admin"), "POST", "/beacon",
	    api_format("{\"name\":\"%s\",\"classroom_id\":\"%s\"}", name,
		k->id));

	T_STATUS(r, 201);
	return api_format("/beacon/%s", reply_text(r, "id"));
}

/* The room is taken off its beacon, and who deletes it hears so. */
static void
a_room_that_goes_leaves_its_beacon(void)
{
	struct room k = room_made();
	const char *name = api_format("B %u", unique());
	const char *beacon = beacon_in(&k, name);
	const char *path, *became;
	struct reply *r;

	became = psql(api_format("select became from "
	    "academics.remove_classroom('%s', '%s')", k.id, my_school()));
	T_SAME(became, api_format("deleted. Without a room now: %s", name));
	r = api_get(api_token("admin"), beacon);
	T_TRUE(json_is_null(reply_at(r, "classroom_id")));
	T_SAME(reply_text(r, "version"), "2");
	/* A room that is closed keeps it. */
	k = room_made();
	beacon = beacon_in(&k, name);
	path = api_format("/classrooms/%s", k.id);
	T_STATUS(api_send(api_token("admin"), "PUT", path,
		     "{\"is_active\":false}"),
	    200);
	T_SAME(reply_text(api_get(api_token("admin"), beacon),
		   "classroom_id"),
	    k.id);
	api_free();
}

/* A beacon is hung up while its room is deleted: never in no room. */
static void
a_beacon_and_its_room_at_once(void)
{
	struct room home = room_made();
	const char *beacon[7];
	struct ask asks[8];
	struct reply *r[8];

	for (size_t i = 0; i < NITEMS(beacon); i++)
		beacon[i] = api_format("/api/v1%s", beacon_in(&home, "Mobile"));
	for (int n = 0; n < 10; n++) {
		struct room k = room_made();
		const char *to = api_format("{\"classroom_id\":\"%s\"}", k.id);

		for (size_t i = 0; i < NITEMS(beacon); i++)
			asks[i] = (struct ask){ .method = "PUT", .body = to,
				.token = api_token("admin"),
				.path = beacon[i] };
		asks[7] = (struct ask){ .method = "DELETE",
			.token = api_token("admin"),
			.path = api_format("/api/v1/classrooms/%s", k.id) };
		api_race(asks, NITEMS(asks), r);
		T_STATUS(r[7], 204);
	}
	T_SAME(psql("select count(*) from beacon.beacons b where classroom_id "
		    "is not null and not exists (select from "
	    "academics.classrooms k "
		    "where k.id = b.classroom_id)"),
	    "0");
	api_free();
}

/* ---- Nights */

static struct reply *
boxes(const char *path, const char *fields)
{
	const char *form = strncmp(path, "/sessions", 9) == 0 ?
	    api_format("%s/edit", path) :
	    api_format("%s/new", path);

	return form_send("admin", path, form_of("admin", form, path),
	    api_format("%s&topic=&closing_delay_minutes=&is_online=false",
		fields));
}

static void
a_night_ends_on_the_next_day(void)
{
	struct class c = class_made();
	const char *path;
	struct reply *r;

	r = page_of("admin", api_format("%s/new", c.sessions));
	T_TRUE(strstr(r->body, "on the next day") != NULL);
	T_STATUS(boxes(c.sessions,
		     "date=2031-07-07&start=22:00&end=06:30"),
	    303);
	r = api_get(c.teacher.token, c.sessions);
	T_SAME(reply_text(r, "items.0.starts_at"), "2031-07-07T20:00:00Z");
	T_SAME(reply_text(r, "items.0.ends_at"), "2031-07-08T04:30:00Z");
	path = api_format("/sessions/%s", reply_text(r, "items.0.id"));
	T_TRUE(strstr(page_of("admin", api_format("%s/edit", path))->body,
		   "06:30 of the next day") != NULL);
	/* Boxes as they were change nothing, an hour less is an hour less. */
	T_STATUS(boxes(path, "date=2031-07-07&start=22:00&end=06:30"),
	    303);
	T_SAME(reply_text(api_get(c.teacher.token, path), "ends_at"),
	    "2031-07-08T04:30:00Z");
	T_STATUS(boxes(path, "date=2031-07-07&start=22:00&end=05:30"),
	    303);
	T_SAME(reply_text(api_get(c.teacher.token, path), "ends_at"),
	    "2031-07-08T03:30:00Z");
	/* The start behind midnight: the same day again. */
	T_STATUS(boxes(path, "date=2031-07-07&start=01:00&end=05:30"),
	    303);
	T_SAME(reply_text(api_get(c.teacher.token, path), "ends_at"),
	    "2031-07-07T03:30:00Z");
	T_STATUS(boxes(path, "date=2031-07-07&start=05:30&end=05:30"),
	    303);
	T_SAME(reply_text(api_get(c.teacher.token, path), "ends_at"),
	    "2031-07-08T03:30:00Z");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "one course's", a_room_is_one_courses },
		{ "online", what_is_online_or_cancelled_takes_no_room },
		{ "administrator", an_administrator_may_put_two_into_one },
		{ "at once", ten_at_once },
		{ "plan", a_plan_goes_on_where_a_room_is_taken },
		{ "moved", a_meeting_that_moves_leaves_a_room_that_is_taken },
		{ "beacon", a_room_that_goes_leaves_its_beacon },
		{ "beacon at once", a_beacon_and_its_room_at_once },
		{ "nights", a_night_ends_on_the_next_day },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("rooms", tests);
}
