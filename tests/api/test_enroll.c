/* Seats: never oversold, never lost, and each refusal with its reason. */
#include "core.h"
#include "api/api.h"
#include "unit/suite.h"

#define FREE	"{}"
#define MONDAY	"{\"monday\":[\"09:00-11:00\"]}"
#define CLASH	"{\"monday\":[\"10:00-12:00\"]}"

static struct student students[260];
static size_t nstudents;

static struct reply *
enroll(const struct student *s, const char *course, const char *body)
{
	return api_send(s->token, "POST", api_format("/courses/%s/enroll",
	    course), body);
}

static struct reply *
drop(const struct student *s, const char *course, const char *enrollment)
{
	return api_send(s->token, "DELETE", api_format(
	    "/courses/%s/enroll/%s", course, enrollment), NULL);
}

static long
seats_taken(const char *course)
{
	return reply_int(api_get(api_token("admin"), api_format("/courses/%s",
	    course)), "enrolled_count");
}

/* How many the roster names in a state. */
static long
roster_count(const char *course, const char *status)
{
	const char *after = "";
	long n = 0;

	do {
		struct reply *r = api_get(api_token("admin"), api_format(
		    "/courses/%s/enrollments?limit=200&after=%s", course,
		    after));
		json_t *v;
		size_t i;

		json_array_foreach(reply_at(r, "items"), i, v)
			n += strcmp(json_string_value(json_object_get(v,
			    "status")), status) == 0;
		after = reply_text(r, "next");
	} while (*after != '\0' && strcmp(after, "null") != 0);
	return n;
}

static void
a_seat_and_back(void)
{
	const char *c = api_course(2, 0, FREE);
	struct reply *r = enroll(&students[0], c, "{}");

	T_STATUS(r, 201);
	T_SAME(reply_text(r, "status"), "enrolled");
	T_TRUE(*reply_header(r, "Location") == '/');
	T_EQ(seats_taken(c), 1);
	T_PROBLEM(enroll(&students[0], c, NULL), 409, "already_enrolled");
	T_STATUS(drop(&students[1], c, reply_text(r, "id")), 404);
	T_STATUS(drop(&students[0], c, reply_text(r, "id")), 204);
	T_EQ(seats_taken(c), 0);
	T_PROBLEM(drop(&students[0], c, reply_text(r, "id")), 409,
	    "not_enrolled");
	T_STATUS(enroll(&students[0], c, "{}"), 201);
	T_EQ(seats_taken(c), 1);
	api_free();
}

static void
a_full_course_waits_and_promotes(void)
{
	const char *c = api_course(1, 2, FREE);
	struct reply *first = enroll(&students[0], c, "{}"), *r;

	T_PROBLEM(enroll(&students[1], c, "{\"waitlist\":false}"), 409,
	    "course_full");
	r = enroll(&students[1], c, "{}");
	T_STATUS(r, 201);
	T_SAME(reply_text(r, "status"), "waitlisted");
	T_EQ(reply_int(r, "waitlist_position"), 1);
	r = enroll(&students[2], c, "{}");
	T_EQ(reply_int(r, "waitlist_position"), 2);
	T_PROBLEM(enroll(&students[3], c, "{}"), 409, "course_full");
	T_STATUS(drop(&students[0], c, reply_text(first, "id")), 204);
	r = api_get(students[1].token, api_format("/courses/%s", c));
	T_EQ(reply_int(r, "enrolled_count"), 1);
	T_EQ(reply_int(r, "waitlist_count"), 1);
	r = api_get(students[2].token, "/enrollments?status=waitlisted");
	T_TRUE(strstr(r->body, c) != NULL);
	T_EQ(roster_count(c, "enrolled"), 1);
	api_free();
}

static void
clashing_courses_are_refused(void)
{
	const char *a = api_course(9, 0, MONDAY);
	const char *b = api_course(9, 0, CLASH);
	struct reply *r;

	T_STATUS(enroll(&students[0], a, "{}"), 201);
	r = enroll(&students[0], b, "{}");
	T_PROBLEM(r, 409, "time_conflict");
	T_TRUE(strstr(reply_text(r, "detail"), " meets ") != NULL);
	T_EQ(seats_taken(b), 0);
	api_free();
}

static void
others_are_not_enrolled_by_a_student(void)
{
	const char *c = api_course(9, 0, FREE);
	struct reply *r;

	T_STATUS(enroll(&students[0], c, api_format("{\"student_id\":\"%s\"}",
	    students[1].id)), 403);
	T_EQ(seats_taken(c), 0);
	T_STATUS(api_send(api_token("admin"), "POST", api_format(
	    "/courses/%s/enroll", c), api_format("{\"student_id\":\"%s\"}",
	    students[1].id)), 201);
	T_EQ(seats_taken(c), 1);
	r = api_send(api_token("admin"), "POST", api_format(
	    "/courses/%s/enroll", c), "{\"student_number\":\"nobody\"}");
	T_STATUS(r, 422);
	T_TRUE(reply_names(r, "student_number"));
	api_free();
}

/* ---- Races */

static size_t
count_status(struct reply **r, size_t n, long status)
{
	size_t k = 0;

	for (size_t i = 0; i < n; i++)
		k += r[i]->status == status;
	return k;
}

static struct ask
enroll_ask(const struct student *s, const char *course)
{
	return (struct ask){ .method = "POST", .path = api_format(
	    "/api/v1/courses/%s/enroll", course), .token = s->token,
	    .body = "{}" };
}

static void
twenty_times_at_once_is_once(void)
{
	const char *c = api_course(30, 0, FREE);
	struct ask asks[20];
	struct reply *r[20];

	for (size_t i = 0; i < 20; i++)
		asks[i] = enroll_ask(&students[0], c);
	api_race(asks, 20, r);
	T_EQ(count_status(r, 20, 201), 1);
	T_EQ(count_status(r, 20, 409), 19);
	T_EQ(seats_taken(c), 1);
	api_free();
}

/* With a key every repetition gets the first one's answer. */
static void
twenty_with_one_key_are_one(void)
{
	const char *c = api_course(30, 0, FREE);
	struct ask asks[20];
	struct reply *r[20];

	for (size_t i = 0; i < 20; i++) {
		asks[i] = enroll_ask(&students[0], c);
		asks[i].headers[0] = api_format("Idempotency-Key: race-%s", c);
	}
	api_race(asks, 20, r);
	T_EQ(count_status(r, 20, 201), 20);
	for (size_t i = 1; i < 20; i++)
		T_SAME(reply_text(r[i], "id"), reply_text(r[0], "id"));
	T_EQ(seats_taken(c), 1);
	asks[0].body = "{\"waitlist\":false}";
	T_PROBLEM(api(&asks[0]), 422, "key_reused");
	api_free();
}

static void
one_student_two_clashing_courses(void)
{
	for (int round = 0; round < 20; round++) {
		const char *a = api_course(9, 0, MONDAY);
		const char *b = api_course(9, 0, CLASH);
		const struct student *s = &students[40 + round];
		struct ask asks[8];
		struct reply *r[8];

		for (size_t i = 0; i < 8; i++)
			asks[i] = enroll_ask(s, i % 2 == 0 ? a : b);
		api_race(asks, 8, r);
		T_EQ(count_status(r, 8, 201), 1);
		T_EQ(seats_taken(a) + seats_taken(b), 1);
		api_free();
	}
}

static void
a_crowd_and_thirty_seats(void)
{
	const char *c = api_course(30, 10, FREE);
	struct ask asks[200];
	struct reply *r[200];
	size_t n = nstudents < 200 ? nstudents : 200;

	for (size_t i = 0; i < n; i++)
		asks[i] = enroll_ask(&students[i], c);
	api_race(asks, n, r);
	T_EQ(count_status(r, n, 201), 40);
	T_EQ(count_status(r, n, 409), n - 40);
	T_EQ(seats_taken(c), 30);
	T_EQ(roster_count(c, "enrolled"), 30);
	T_EQ(roster_count(c, "waitlisted"), 10);
	api_free();
}

/* Drops and enrolls at once: every seat given back is given on. */
static void
drops_promote_under_load(void)
{
	const char *c = api_course(10, 100, FREE);
	struct ask asks[60];
	struct reply *r[60];

	for (size_t i = 0; i < 40; i++)
		asks[i] = enroll_ask(&students[i], c);
	api_race(asks, 40, r);
	T_EQ(count_status(r, 40, 201), 40);
	for (size_t i = 0; i < 40; i++)
		asks[i] = (struct ask){ .method = "DELETE",
		    .path = api_format("/api/v1/courses/%s/enroll/%s", c,
		    reply_text(r[i], "id")), .token = students[i].token };
	for (size_t i = 0; i < 20; i++)
		asks[20 + i] = enroll_ask(&students[60 + i], c);
	api_race(asks, 40, r);
	T_EQ(count_status(r, 20, 204), 20);
	T_EQ(seats_taken(c), 10);
	T_EQ(roster_count(c, "enrolled"), 10);
	T_EQ(roster_count(c, "waitlisted"), 30);
	api_free();
}

static int
prepare(void)
{
	static struct student keep[260];
	size_t n = api_students(students, NITEMS(students));

	/* Their memory must outlive api_free(). */
	for (size_t i = 0; i < n; i++) {
		keep[i].id = strdup(students[i].id);
		keep[i].token = strdup(students[i].token);
	}
	memcpy(students, keep, sizeof(students));
	nstudents = n;
	api_free();
	return n >= 100 ? 0 : 1;
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "a seat and back", a_seat_and_back },
		{ "waitlist", a_full_course_waits_and_promotes },
		{ "clashes", clashing_courses_are_refused },
		{ "for others", others_are_not_enrolled_by_a_student },
		{ "twenty at once", twenty_times_at_once_is_once },
		{ "twenty with a key", twenty_with_one_key_are_one },
		{ "two clashing courses", one_student_two_clashing_courses },
		{ "a crowd", a_crowd_and_thirty_seats },
		{ "drops and promotions", drops_promote_under_load },
		CU_TEST_INFO_NULL,
	};

	api_start();
	if (prepare() != 0) {
		fprintf(stderr, "at least 100 students are needed\n");
		return 2;
	}
	return suite_run("enroll", tests);
}
