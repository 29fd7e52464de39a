/* The gradebook of a course: its cells, exact averages and final grades. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

#define COLUMNS	5

/* In hundredths, and thousandths for the weight. */
struct column {
	int	max, weight;
};

static const struct column columns[COLUMNS] = {
	{ 10000, 200 }, { 700, 333 }, { 3000, 50 },
	{ 9999, 1000 }, { 1, 7 },
};

struct book {
	const char	*course, *students[4], *seats[4], *ids[COLUMNS];
};

static const char *
decimal(int n, int scale)
{
	int unit = scale == 3 ? 1000 : 100;

	return api_format("%d.%0*d", n / unit, scale, n % unit);
}

static struct book
book_made(void)
{
	struct book b = { .course = course_made("{}") };

	for (size_t i = 0; i < NITEMS(b.students); i++) {
		b.students[i] = made_person("student").id;
		b.seats[i] = seat_made(b.course, b.students[i]);
	}
	for (size_t i = 0; i < COLUMNS; i++) {
		struct reply *r = api_send(api_token("admin"), "POST",
		    api_format("/grades/course/%s/assignments", b.course),
		    api_format("{\"name\":\"Work %zu\",\"type\":\"quiz\","
		    "\"max_score\":%s,\"weight\":%s}", i,
		    decimal(columns[i].max, 2), decimal(columns[i].weight,
		    3)));

		T_STATUS(r, 201);
		b.ids[i] = reply_text(r, "id");
	}
	return b;
}

static struct reply *
grade(const struct book *b, size_t student, size_t column, int score)
{
	return api_send(api_token("admin"), "POST", "/grades", api_format(
	    "{\"enrollment_id\":\"%s\",\"assignment_id\":\"%s\","
	    "\"score\":%s}", b->seats[student], b->ids[column],
	    decimal(score, 2)));
}

/*
 * Another way than the library's: everything over one common denominator,
 * the product of all maxima, in whole numbers, rounded by doubling.
 */
static const char *
expected(const int score[COLUMNS])
{
	unsigned __int128 top = 0, bottom = 0, all = 1;
	unsigned long cents;

	for (size_t i = 0; i < COLUMNS; i++)
		all *= (unsigned)columns[i].max;
	for (size_t i = 0; i < COLUMNS; i++) {
		if (score[i] < 0)
			continue;
		top += all / (unsigned)columns[i].max * (unsigned)score[i] *
		    (unsigned)columns[i].weight;
		bottom += (unsigned)columns[i].weight;
	}
	if (bottom == 0)
		return "null";
	bottom *= all;
	cents = (unsigned long)((top * 20000 + bottom) / (2 * bottom));
	if (cents % 100 == 0)
		return api_format("%lu", cents / 100);
	if (cents % 10 == 0)
		return api_format("%lu.%lu", cents / 100, cents % 100 / 10);
	return api_format("%lu.%02lu", cents / 100, cents % 100);
}

static struct reply *
read_book(const struct book *b)
{
	return api_get(api_token("admin"), api_format("/grades/course/%s",
	    b->course));
}

/* The text between "average": and what follows, as it was sent. */
static const char *
average_of(const struct reply *r, const char *student)
{
	const char *p = strstr(r->body, student);

	p = p == NULL ? NULL : strstr(p, "\"average\":");
	if (p == NULL)
		return "none";
	p += 10;
	return api_format("%.*s", (int)strcspn(p, ",}"), p);
}

static void
averages_are_exact(void)
{
	static const int scores[4][COLUMNS] = {
		{ 8750, 333, 2999, 1, 1 }, { 0, 0, 0, 0, 0 },
		{ -1, 700, -1, 3333, -1 }, { -1, -1, -1, -1, -1 },
	};
	struct book b = book_made();
	struct reply *r;

	for (size_t s = 0; s < 4; s++)
		for (size_t i = 0; i < COLUMNS; i++)
			if (scores[s][i] >= 0)
				T_STATUS(grade(&b, s, i, scores[s][i]), 201);
	r = read_book(&b);
	T_STATUS(r, 200);
	for (size_t s = 0; s < 4; s++) {
		const char *want = expected(scores[s]);

		T_SAME(average_of(r, b.students[s]), want);
		T_SAME(average_of(api_get(api_token("admin"), api_format(
		    "/grades/enrollment/%s", b.seats[s])), b.students[s]),
		    want);
	}
	api_free();
}

static void
the_grid_has_its_form(void)
{
	struct book b = book_made();
	struct reply *r;
	json_t *student;
	size_t i;

	T_STATUS(grade(&b, 0, 2, 1500), 201);
	r = read_book(&b);
	T_SAME(reply_text(r, "course.id"), b.course);
	T_SAME(reply_text(r, "can_edit"), "true");
	T_EQ(json_array_size(reply_at(r, "assignments")), COLUMNS);
	for (i = 0; i < COLUMNS; i++)
		T_SAME(reply_text(r, api_format("assignments.%zu.id", i)),
		    b.ids[i]);
	T_TRUE(strstr(r->body, "\"max_score\":100,\"weight\":0.2,"
	    "\"weight_percent\":20,") != NULL);
	T_EQ(json_array_size(reply_at(r, "students")), 4);
	json_array_foreach(reply_at(r, "students"), i, student) {
		json_t *cells = json_object_get(student, "cells");
		bool graded = strcmp(json_string_value(json_object_get(
		    student, "student_id")), b.students[0]) == 0;

		T_EQ(json_array_size(cells), COLUMNS);
		T_EQ(json_is_string(json_object_get(json_array_get(cells, 2),
		    "grade_id")), graded);
		T_TRUE(json_is_null(json_object_get(json_array_get(cells, 0),
		    "score")));
		T_TRUE(json_is_null(json_object_get(student, "final")));
	}
	T_EQ(reply_int(api_get(api_token("dev"), api_format(
	    "/grades/course/%s", b.course)), "can_edit"), 0);
	api_free();
}

/* ---- Final grades */

static void
final_grades_are_given_and_taken(void)
{
	struct book b = book_made();
	const char *admin = api_token("admin");
	const char *path = api_format("/grades/enrollment/%s/final",
	    b.seats[0]);
	struct reply *r;

	T_PROBLEM(api_send(admin, "PUT", path, "{}"), 409, "conflict");
	T_STATUS(grade(&b, 0, 0, 8750), 201);
	r = api_send(admin, "PUT", path, "{}");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "final"), "87.5");
	T_STATUS(api_send(admin, "PUT", path, "{\"final\":\"91.25\","
	    "\"reason\":\"A fine talk\"}"), 200);
	T_STATUS(api_send(admin, "PUT", path, "{\"final\":100.01}"), 422);
	T_SAME(reply_text(api_get(admin, api_format("/grades/enrollment/%s",
	    b.seats[0])), "final"), "91.25");
	T_STATUS(api_send(admin, "DELETE", path, NULL), 204);
	T_SAME(reply_text(api_get(admin, api_format("/grades/enrollment/%s",
	    b.seats[0])), "final"), "null");
	T_STATUS(api_send(admin, "DELETE", api_format("/courses/%s/enroll/%s",
	    b.course, b.seats[3]), NULL), 204);
	path = api_format("/grades/enrollment/%s/final", b.seats[3]);
	T_PROBLEM(api_send(admin, "PUT", path, "{\"final\":50}"), 409,
	    "not_enrolled");
	T_PROBLEM(api_send(admin, "DELETE", path, NULL), 409, "not_enrolled");
	api_free();
}

static void
finals_of_a_class(void)
{
	struct book b = book_made();
	struct reply *r;

	T_STATUS(grade(&b, 0, 0, 5000), 201);
	T_STATUS(grade(&b, 1, 0, 10000), 201);
	r = api_send(api_token("admin"), "POST", api_format(
	    "/grades/course/%s/finals", b.course), "{\"complete\":true}");
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "set"), 2);
	T_EQ(reply_int(r, "without_average"), 2);
	r = api_get(api_token("admin"), api_format("/enrollments/%s",
	    b.seats[1]));
	T_SAME(reply_text(r, "status"), "completed");
	T_TRUE(strstr(r->body, "\"grade_final\":100") != NULL);
	T_STATUS(api_get(api_token("admin"), api_format("/enrollments/%s",
	    b.seats[2])), 200);
	api_free();
}

/* ---- Assignments */

static void
assignments_change_with_their_grades(void)
{
	struct book b = book_made();
	const char *admin = api_token("admin");
	const char *path = api_format("/grades/assignments/%s", b.ids[0]);
	const char *list = api_format("/grades/course/%s/assignments",
	    b.course);
	struct reply *r = grade(&b, 0, 0, 9000);

	T_STATUS(api_get(admin, path), 200);
	T_EQ(json_array_size(reply_at(api_get(admin, list), "items")),
	    COLUMNS);
	T_PROBLEM(api_send(admin, "POST", list, "{\"name\":\"Work 1\","
	    "\"type\":\"quiz\",\"max_score\":10}"), 409, "assignment_taken");
	T_STATUS(api_send(admin, "POST", list, "{\"name\":\"Zero\","
	    "\"type\":\"quiz\",\"max_score\":0}"), 422);
	T_PROBLEM(api_send(admin, "PUT", path, "{\"name\":\"Work 1\"}"), 409,
	    "assignment_taken");
	T_PROBLEM(api_send(admin, "PUT", path, "{\"max_score\":89}"), 422,
	    "score_range");
	T_PROBLEM(api_send(admin, "DELETE", path, NULL), 409, "conflict");
	T_STATUS(send_if(admin, "PUT", path, "{\"max_score\":90}", "1"), 200);
	T_PROBLEM(send_if(admin, "PUT", path, "{\"max_score\":95}", "1"), 412,
	    "stale");
	r = api_get(admin, api_format("/grades/%s", reply_text(r, "id")));
	T_EQ(reply_int(r, "max_score"), 90);
	T_STATUS(api_send(admin, "DELETE", api_format(
	    "/grades/assignments/%s", b.ids[4]), NULL), 204);
	T_STATUS(api_get(admin, api_format("/grades/assignments/%s",
	    b.ids[4])), 404);
	T_STATUS(api_get(admin, "/grades/courses"), 200);
	T_STATUS(api_get(admin, api_format("/students/%s/grades",
	    b.students[0])), 200);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "averages", averages_are_exact },
		{ "grid", the_grid_has_its_form },
		{ "final", final_grades_are_given_and_taken },
		{ "finals", finals_of_a_class },
		{ "assignments", assignments_change_with_their_grades },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("gradebook", tests);
}
