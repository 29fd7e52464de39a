/* Courses: what is accepted, what clashes, what is found, and what is fresh. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

/* ---- Validation (UEMS 6.4) */

static void
bad_courses_are_refused(void)
{
	static const char *const bad[][2] = {
		{ "code", "{\"code\":\"math101\"}" },
		{ "code", "{\"code\":\"M101\"}" },
		{ "code", "{\"code\":\"MATHS101\"}" },
		{ "code", "{\"code\":\"MATH1010\"}" },
		{ "code", "{\"code\":\"MATH101\\nX\"}" },
		{ "name", "{\"name\":\"Four\"}" },
		{ "capacity", "{\"capacity\":501}" },
		{ "capacity", "{\"capacity\":0}" },
		{ "credits", "{\"credits\":7}" },
		{ "credits", "{\"credits\":0}" },
		{ "semester", "{\"semester\":\"winter\"}" },
		{ "year", "{\"year\":2023}" },
		{ "year", "{\"year\":2100}" },
		{ "subject_id", "{\"subject_id\":"
		    "\"00000000-0000-7000-8000-000000000000\"}" },
		{ "teacher_id", "{\"teacher_id\":"
		    "\"00000000-0000-7000-8000-000000000000\"}" },
		{ "schedule", "{\"schedule\":[]}" },
		{ "schedule", "{\"schedule\":{\"sunday\":[\"09:00-10:00\"]}}" },
		{ "schedule", "{\"schedule\":{\"Monday\":[\"09:00-10:00\"]}}" },
		{ "schedule", "{\"schedule\":{\"monday\":\"09:00-10:00\"}}" },
		{ "schedule", "{\"schedule\":{\"monday\":[\"9:00-10:00\"]}}" },
		{ "schedule", "{\"schedule\":{\"monday\":[\"09:00-25:00\"]}}" },
		{ "schedule", "{\"schedule\":{\"monday\":[\"09:60-10:00\"]}}" },
		{ "schedule", "{\"schedule\":{\"monday\":[\"10:00-09:00\"]}}" },
		{ "schedule", "{\"schedule\":{\"monday\":[\"09:00-09:00\"]}}" },
		{ "schedule", "{\"schedule\":{\"monday\":[7]}}" },
		{ "schedule", "{\"schedule\":{\"monday\":[null]}}" },
		{ "schedule", "{\"schedule\":{\"monday\":[\"09:00-11:00\","
		    "\"10:00-12:00\"]}}" },
	};

	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct reply *r = course_try(bad[i][1]);

		T_SAY(r->status == 422 && reply_names(r, bad[i][0]),
		    "%s: %ld %.200s", bad[i][1], r->status, r->body);
	}
	T_STATUS(course_try("{\"capacity\":500,\"credits\":6,\"year\":2099,"
	    "\"name\":\"Fives\",\"schedule\":{\"monday\":[\"10:00-12:00\","
	    "\"09:00-10:00\"],\"friday\":[\"22:00-23:59\"]}}"), 201);
	api_free();
}

static void
every_fault_is_named_at_once(void)
{
	struct reply *r = course_try("{\"code\":\"x\",\"capacity\":501,"
	    "\"credits\":7,\"semester\":\"winter\",\"colour\":\"red\"}");

	T_PROBLEM(r, 422, "invalid");
	T_TRUE(reply_names(r, "code") && reply_names(r, "capacity"));
	T_TRUE(reply_names(r, "credits") && reply_names(r, "semester"));
	T_TRUE(reply_names(r, "colour"));
	api_free();
}

/* Nobody's own in this school, though somebody's in another one. */
static void
ids_of_another_school_are_nobodys(void)
{
	const char *theirs = api_token("admin@other.example");
	const char *subject = reply_text(api_get(theirs, "/subjects"),
	    "items.0.id");
	const char *student = reply_text(api_get(theirs,
	    "/users?role=student"), "items.0.id");
	const char *course = reply_text(api_get(theirs, "/courses"),
	    "items.0.id");
	const char *mine = subject_made();
	struct reply *r;

	T_TRUE(*subject != '\0' && *student != '\0' && *course != '\0');
	r = course_try(api_format("{\"subject_id\":\"%s\"}", subject));
	T_TRUE(r->status == 422 && reply_names(r, "subject_id"));
	r = course_try(api_format("{\"teacher_id\":\"%s\"}", student));
	T_TRUE(r->status == 422 && reply_names(r, "teacher_id"));
	r = api_send(api_token("admin"), "POST", api_format(
	    "/subjects/%s/prerequisites", mine), api_format(
	    "{\"requires_id\":\"%s\"}", subject));
	T_TRUE(r->status == 422 && reply_names(r, "requires_id"));
	T_STATUS(api_send(api_token("student"), "POST", api_format(
	    "/courses/%s/enroll", course), "{}"), 404);
	T_STATUS(api_send(api_token("admin"), "POST", api_format(
	    "/courses/%s/enroll", course_made("{}")), api_format(
	    "{\"student_id\":\"%s\"}", student)), 404);
	T_STATUS(api_send(api_token("admin"), "PUT", api_format(
	    "/courses/%s", course), "{\"capacity\":1}"), 404);
	T_STATUS(api_send(api_token("admin"), "DELETE", api_format(
	    "/courses/%s", course), NULL), 404);
	api_free();
}

/* ---- Clashes */

#define AT_NINE	"\"schedule\":{\"monday\":[\"09:00-11:00\"]}"
#define AT_TEN	"\"schedule\":{\"monday\":[\"10:00-12:00\"]}"

static void
a_teacher_is_in_one_place(void)
{
	const char *admin = api_token("admin"), *t = made_person("teacher").id;
	const char *one, *two;
	struct reply *r;

	one = course_made(api_format("{\"teacher_id\":\"%s\"," AT_NINE "}",
	    t));
	T_PROBLEM(course_try(api_format("{\"teacher_id\":\"%s\"," AT_TEN "}",
	    t)), 409, "teacher_conflict");
	T_STATUS(course_try(api_format("{\"teacher_id\":\"%s\"," AT_TEN
	    ",\"year\":2033}", t)), 201);
	two = course_made("{" AT_TEN "}");
	T_PROBLEM(api_send(admin, "PUT", api_format("/courses/%s", two),
	    api_format("{\"teacher_id\":\"%s\"}", t)), 409,
	    "teacher_conflict");
	T_PROBLEM(api_send(admin, "POST", api_format("/courses/%s/teachers",
	    two), api_format("{\"teacher_id\":\"%s\"}", t)), 409,
	    "teacher_conflict");
	T_STATUS(api_send(admin, "DELETE", api_format("/courses/%s", one),
	    NULL), 204);
	T_STATUS(api_send(admin, "POST", api_format("/courses/%s/teachers",
	    two), api_format("{\"teacher_id\":\"%s\"}", t)), 201);
	r = api_get(admin, api_format("/courses/%s/teachers", two));
	T_TRUE(strstr(r->body, t) != NULL);
	T_STATUS(api_send(admin, "DELETE", api_format(
	    "/courses/%s/teachers/%s", two, t), NULL), 204);
	api_free();
}

static void
a_room_holds_one_course(void)
{
	const char *room = api_format("Room %u", unique()), *two, *code;
	struct reply *r;

	r = course_try(api_format("{\"room\":\"%s\"," AT_NINE "}", room));
	T_STATUS(r, 201);
	code = reply_text(r, "code");
	T_PROBLEM(course_try(api_format("{\"room\":\"ROOM%s\"," AT_TEN "}",
	    room + 4)), 409, "room_conflict");
	two = course_made("{" AT_TEN "}");
	T_PROBLEM(api_send(api_token("admin"), "PUT", api_format(
	    "/courses/%s", two), api_format("{\"room\":\"%s\"}", room)), 409,
	    "room_conflict");
	T_PROBLEM(course_try(api_format("{\"code\":\"%s\"}", code)), 409,
	    "code_taken");
	T_PROBLEM(api_send(api_token("admin"), "PUT", api_format(
	    "/courses/%s", two), api_format("{\"code\":\"%s\"}", code)), 409,
	    "code_taken");
	api_free();
}

static void
conflicts_are_named_one_by_one(void)
{
	const char *t = made_person("teacher").id, *c;
	const char *room = api_format("Hall %u", unique());
	const char *body = api_format("\"semester\":\"summer\",\"year\":2032,"
	    "\"teacher_id\":\"%s\",\"room\":\"%s\"", t, room);
	struct reply *r;

	c = course_made(api_format("{\"teacher_id\":\"%s\",\"room\":\"%s\","
	    AT_NINE "}", t, room));
	r = api_send(api_token("teacher"), "POST",
	    "/courses/validate-schedule", api_format("{%s," AT_TEN "}",
	    body));
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "valid"), "false");
	T_EQ(json_array_size(reply_at(r, "conflicts")), 2);
	T_SAME(reply_text(r, "conflicts.0.course_id"), c);
	T_TRUE(strstr(r->body, "teacher_conflict") != NULL);
	T_TRUE(strstr(r->body, "room_conflict") != NULL);
	r = api_send(api_token("teacher"), "POST",
	    "/courses/validate-schedule", api_format("{%s," AT_TEN
	    ",\"course_id\":\"%s\"}", body, c));
	T_SAME(reply_text(r, "valid"), "true");
	T_STATUS(api_send(api_token("teacher"), "POST",
	    "/courses/validate-schedule", api_format("{%s,\"schedule\":"
	    "{\"monday\":[\"x\"]}}", body)), 422);
	api_free();
}

static void
what_is_optional_can_be_taken_away(void)
{
	struct somebody t = made_person("teacher");
	const char *path = api_format("/courses/%s", course_made(api_format(
	    "{\"teacher_id\":\"%s\",\"room\":\"Hall %u\"}", t.id,
	    unique())));
	const char *admin = api_token("admin");
	struct reply *r;

	T_SAME(reply_text(api_get(admin, path), "teacher_id"), t.id);
	T_PROBLEM(api_send(t.token, "PUT", path, "{\"teacher_id\":null}"),
	    403, "forbidden");
	r = api_send(admin, "PUT", path, "{\"name\":\"\"}");
	T_TRUE(r->status == 422 && reply_names(r, "name"));
	r = api_send(admin, "PUT", path, "{\"name\":null}");
	T_STATUS(r, 200);		/* what is required stays */
	T_SAME(reply_text(r, "teacher_id"), t.id);
	r = api_send(admin, "PUT", path,
	    "{\"teacher_id\":null,\"room\":null}");
	T_STATUS(r, 200);
	T_TRUE(json_is_null(reply_at(r, "teacher_id")));
	T_TRUE(json_is_null(reply_at(r, "room")));
	T_PROBLEM(api_send(t.token, "PUT", path, "{\"credits\":2}"), 403,
	    "forbidden");
	api_free();
}

static void
a_course_takes_its_students_along(void)
{
	struct somebody s = made_person("student");
	const char *one = course_made("{" AT_NINE "}"), *path;
	const char *two = course_made("{\"schedule\":"
	    "{\"tuesday\":[\"09:00-11:00\"]}}");

	seat_made(one, s.id);
	seat_made(two, s.id);
	path = api_format("/courses/%s", two);
	T_PROBLEM(api_send(api_token("admin"), "PUT", path, "{" AT_TEN "}"),
	    409, "time_conflict");
	T_STATUS(api_send(api_token("admin"), "PUT", path,
	    "{\"schedule\":{\"monday\":[\"11:00-12:00\"]}}"), 200);
	seat_made(two, made_person("student").id);
	T_PROBLEM(api_send(api_token("admin"), "PUT", path,
	    "{\"capacity\":1}"), 409, "capacity_below_enrolled");
	api_free();
}

/* ---- Finding */

static void
all_of_a_list_is_the_set(void)
{
	const char *after = "", *seen = "";
	long n = 0, all;

	for (int i = 0; i < 7; i++)
		course_made("{\"year\":2034}");
	all = strtol(psql(api_format("select count(*) from academics.courses "
	    "where is_active and year = 2034 and school_id = '%s'",
	    my_school())), NULL, 10);
	do {
		struct reply *r = api_get(api_token("admin"), api_format(
		    "/courses?year=2034&limit=3&after=%s", after));
		json_t *v;
		size_t i;

		T_STATUS(r, 200);
		json_array_foreach(reply_at(r, "items"), i, v) {
			const char *id = json_string_value(json_object_get(v,
			    "id"));

			T_TRUE(strstr(seen, id) == NULL);
			if (n++ < 100)
				seen = api_format("%s %s", seen, id);
		}
		after = reply_text(r, "next");
	} while (*after != '\0' && strcmp(after, "null") != 0 && n < 1000);
	T_EQ(n, all);
	api_free();
}

static bool
finds(const char *query, const char *id)
{
	struct reply *r = api_get(api_token("admin"), api_format(
	    "/courses?limit=200&%s", query));

	T_STATUS(r, 200);
	return strstr(r->body, id) != NULL;
}

static void
filters_and_words_find(void)
{
	struct somebody t = made_person("teacher");
	const char *s = subject_made(), *word = api_format("q%u", unique());
	struct reply *r = course_try(api_format("{\"name\":\"Thermal %s\","
	    "\"description\":\"Entropies of gases\",\"teacher_id\":\"%s\","
	    "\"subject_id\":\"%s\",\"capacity\":1,\"year\":2035}", word, t.id,
	    s));
	const char *id = reply_text(r, "id");

	T_STATUS(r, 201);
	T_TRUE(finds(api_format("q=%s", word), id));
	T_TRUE(finds(api_format("q=entropy+%.6s", word), id));
	T_TRUE(finds(api_format("q=%s", reply_text(r, "code")), id));
	T_FALSE(finds(api_format("q=%s+algebra", word), id));
	T_TRUE(finds(api_format("teacher_id=%s", t.id), id));
	T_TRUE(finds(api_format("subject_id=%s", s), id));
	T_TRUE(finds("semester=summer&year=2035", id));
	T_FALSE(finds("semester=fall&year=2035", id));
	T_TRUE(finds(api_format("open=true&q=%s", word), id));
	seat_made(id, made_person("student").id);
	T_FALSE(finds(api_format("open=true&q=%s", word), id));
	T_STATUS(api_send(api_token("admin"), "DELETE", api_format(
	    "/courses/%s", id), NULL), 204);
	T_FALSE(finds(api_format("q=%s", word), id));
	T_TRUE(finds(api_format("active=false&q=%s", word), id));
	T_STATUS(api_get(api_token("admin"),
	    "/courses?q=%25%27%3A%2A%26%21%28"), 200);
	T_STATUS(api_get(api_token("admin"), "/courses?year=x"), 422);
	T_STATUS(api_get(api_token("admin"), "/courses?subject_id=1"), 422);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "validation", bad_courses_are_refused },
		{ "every fault", every_fault_is_named_at_once },
		{ "another school", ids_of_another_school_are_nobodys },
		{ "teachers", a_teacher_is_in_one_place },
		{ "rooms", a_room_holds_one_course },
		{ "conflicts", conflicts_are_named_one_by_one },
		{ "taken away", what_is_optional_can_be_taken_away },
		{ "moved", a_course_takes_its_students_along },
		{ "lists", all_of_a_list_is_the_set },
		{ "finding", filters_and_words_find },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("courses", tests);
}
