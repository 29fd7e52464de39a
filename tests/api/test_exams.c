/* Exams: planned, seated, marked, moderated, published; and what is refused. */
#include "core.h"
#include "api/api.h"
#include "api/exams.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "unit/suite.h"

/* ---- A term's exam from its plan to the gradebook */

static void
from_plan_to_gradebook(void)
{
	struct sitting s = sitting_made(3, "{\"seats\":3}");
	const char *t = s.teacher.token;
	struct reply *r = exam_post(t, s.exam, "candidates", "{}");

	T_STATUS(r, 200);
	T_EQ(reply_int(r, "results.candidates"), 3);
	T_EQ(reply_int(r, "results.pending"), 3);
	r = api_get(s.student[0].token, exam_path(s.exam, ""));
	T_STATUS(r, 200);
	T_EQ(json_array_size(reply_at(r, "mine")), 1);
	T_TRUE(reply_int(r, "mine.0.seat") >= 1);
	T_SAME(reply_text(r, "mine.0.student_id"), s.student[0].id);
	r = exam_marks(t, s.exam, api_format("[{\"student_id\":\"%s\","
	    "\"score\":87.1},{\"enrollment_id\":\"%s\",\"state\":\"absent\"},"
	    "{\"student_id\":\"%s\",\"state\":\"excused\",\"remark\":\"Ill\"}]",
	    s.student[0].id, s.seat[1], s.student[2].id));
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "status"), "marking");
	T_STATUS(exam_moderated(t, s.exam), 200);
	r = exam_post(t, s.exam, "publish", "{}");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "status"), "published");
	r = api_get(t, api_format("/grades/course/%s/assignments", s.course));
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	r = api_get(s.student[0].token, "/grades");
	T_SAME(reply_text(r, "items.0.score"), "87.1");
	r = api_get(s.student[0].token, exam_path(s.exam, "/results"));
	T_EQ(json_array_size(reply_at(r, "items")), 1);
	T_TRUE(strstr(r->body, "\"score\":87.1,") != NULL);
	T_STATUS(api_get(s.student[0].token, exam_path(s.exam, api_format(
	    "/results/%s", reply_text(r, "items.0.id")))), 200);
	T_SAME(psql(api_format("select string_agg(state || coalesce(score::text"
	    ", ''), ' ' order by state) from grading.grades where course_id ="
	    " '%s'", s.course)), "excused graded87.1 missing0");
	api_free();
}

/* Always from what was entered, exactly, and never over the maximum. */
static void
moderation_is_exact(void)
{
	struct sitting s = sitting_marked("[66.67,10,99]");
	const char *t = s.teacher.token, *sql = api_format("select string_agg("
	    "score::text, ' ' order by entered) from grading.exam_results "
	    "where exam_id = '%s'", s.exam);

	T_STATUS(exam_post(t, s.exam, "moderate",
	    "{\"factor\":\"1.05\",\"reason\":\"Hard\"}"), 200);
	T_SAME(psql(sql), "10.5 70 100");
	T_STATUS(exam_post(t, s.exam, "moderate",
	    "{\"add\":\"-20\",\"reason\":\"Easy\"}"), 200);
	T_SAME(psql(sql), "0 46.67 79");
	T_PROBLEM(exam_post(t, s.exam, "moderate", "{\"add\":1}"), 422,
	    "invalid");
	T_STATUS(exam_post(t, s.exam, "reopen", "{\"reason\":\"Wrong\"}"), 200);
	T_SAME(psql(sql), "10 66.67 99");
	T_SAME(reply_text(api_get(t, exam_path(s.exam, "/history")),
	    "items.0.reason"), "Wrong");
	api_free();
}

/* ---- Lists of results: all or none, by line */

static struct reply *
one_score(struct sitting *s, const char *score)
{
	return exam_marks(s->teacher.token, s->exam, api_format(
	    "[{\"student_id\":\"%s\",\"score\":1},{\"student_id\":\"%s\","
	    "\"score\":%s}]", s->student[0].id, s->student[1].id, score));
}

static void
scores_are_plain_numbers(void)
{
	static const char *const bad[] = { "100.01", "-1", "\"９５\"",
	    "\"NaN\"", "\"1e3\"", "87.123", "\"\"", "true", "[5]",
	    "1e20" };
	struct sitting s = sitting_made(2, "{}");

	T_STATUS(exam_post(s.teacher.token, s.exam, "candidates", "{}"), 200);
	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct reply *r = one_score(&s, bad[i]);

		T_PROBLEM(r, 422, "invalid");
		T_SAY(reply_names(r, "results.1.score"), "%s: %s", bad[i],
		    r->body);
	}
	T_PROBLEM(one_score(&s, "NaN"), 400, "bad_json");
	T_PROBLEM(one_score(&s, "1e309"), 400, "bad_json");
	T_EQ(exam_marked(s.exam), 0);
	T_STATUS(one_score(&s, "\"99.90\""), 200);
	T_EQ(exam_marked(s.exam), 2);
	api_free();
}

static void
lines_are_named(void)
{
	struct sitting s = sitting_made(2, "{}"), other = sitting_made(1, "{}");
	const char *t = s.teacher.token, *me = s.student[0].id;
	struct reply *r;

	T_STATUS(exam_post(t, s.exam, "candidates", "{}"), 200);
	r = exam_marks(t, s.exam, api_format("[{\"student_id\":\"%s\","
	    "\"score\":5},{\"student_id\":\"%s\",\"score\":5},7,"
	    "{\"student_number\":\"no such\",\"score\":5},"
	    "{\"student_id\":\"%s\",\"points\":5},{\"student_id\":\"%s\","
	    "\"score\":6}]", s.student[1].id, other.student[0].id, me, me));
	T_PROBLEM(r, 422, "invalid");
	T_FALSE(reply_names(r, "results.0"));
	for (int i = 1; i < 6; i++)
		T_SAY(reply_names(r, api_format("results.%d", i)), "%d: %s", i,
		    r->body);
	T_PROBLEM(exam_marks(t, s.exam, "[]"), 422, "invalid");
	T_PROBLEM(exam_marks(t, s.exam, "{}"), 422, "invalid");
	r = exam_marks(t, s.exam, api_format("[{\"student_id\":\"%s\","
	    "\"state\":\"absent\",\"score\":5}]", me));
	T_TRUE(reply_names(r, "results.0.score"));
	T_EQ(exam_marked(s.exam), 0);
	api_free();
}

/* ---- Two markers */

static void
two_markers_lose_nothing(void)
{
	struct sitting s = sitting_marked("[50,60]");
	const char *t = s.teacher.token, *a = api_get(api_token("admin"),
	    "/auth/me")->status == 200 ? api_token("admin") : NULL;
	const char *id = reply_text(api_get(t, exam_path(s.exam, "/results")),
	    "items.0.id"), *path = exam_path(s.exam, api_format("/results/%s",
	    id)), *full = api_format("/api/v1%s", path);
	struct ask both[] = {
		{ .method = "PUT", .path = full, .token = t, .body =
		    "{\"score\":71}", .headers = { "If-Match: \"2\"" } },
		{ .method = "PUT", .path = full, .token = a, .body =
		    "{\"score\":72}", .headers = { "If-Match: \"2\"" } },
	};
	struct reply *r[2];
	int won;

	api_race(both, 2, r);
	won = r[0]->status == 200 ? 0 : 1;
	T_STATUS(r[won], 200);
	T_PROBLEM(r[1 - won], 412, "stale");
	T_EQ(reply_int(r[1 - won], "current.score"), 71 + won);
	T_EQ(reply_int(r[1 - won], "current.version"), 3);
	T_EQ(reply_int(api_get(t, path), "score"), 71 + won);
	T_PROBLEM(send_if(t, "PUT", path, "{\"score\":101}", "3"), 422,
	    "invalid");
	api_free();
}

/* In a list, too: then nothing of it is saved, and it says what is. */
static void
a_stale_list_is_refused(void)
{
	struct sitting s = sitting_marked("[50,60]");
	const char *t = s.teacher.token;
	struct reply *all = api_get(t, exam_path(s.exam, "/results")), *r;
	const char *one = reply_text(all, "items.0.id"), *two = reply_text(all,
	    "items.1.id"), *list = api_format("[{\"id\":\"%s\",\"score\":80,"
	    "\"version\":2},{\"id\":\"%s\",\"score\":90,\"version\":2}]", one,
	    two);

	T_STATUS(api_send(t, "PUT", exam_path(s.exam, api_format(
	    "/results/%s", one)), "{\"score\":55}"), 200);
	r = exam_marks(t, s.exam, list);
	T_PROBLEM(r, 412, "stale");
	T_EQ(json_array_size(reply_at(r, "current")), 1);
	T_EQ(reply_int(r, "current.0.score"), 55);
	T_EQ(reply_int(r, "current.0.version"), 3);
	T_SAME(psql(api_format("select string_agg(score::text, ' ' order by "
	    "score) from grading.exam_results where exam_id = '%s'", s.exam)),
	    "55 60");
	api_free();
}

/* ---- Rooms and times */

#define NINE	"\"starts_at\":\"2032-06-01T09:00:00Z\","		\
    "\"ends_at\":\"2032-06-01T11:00:00Z\""

static void
one_room_one_exam(void)
{
	const char *room = api_format("{\"room\":\"Hall %u\"," NINE "}",
	    unique());
	struct sitting s = sitting_made(1, room), o = sitting_made(1, "{}");
	const char *body = exam_body(o.course, room);
	struct ask both[2];
	struct reply *r[2];

	T_PROBLEM(api_send(o.teacher.token, "POST", "/exams", body), 409,
	    "room_conflict");
	T_PROBLEM(api_send(o.teacher.token, "PUT", exam_path(o.exam, ""),
	    room), 409, "room_conflict");
	T_STATUS(api_send(s.teacher.token, "DELETE", exam_path(s.exam, ""),
	    NULL), 204);
	for (int i = 0; i < 2; i++)
		both[i] = (struct ask){ .method = "POST", .path =
		    "/api/v1/exams", .token = o.teacher.token, .body =
		    exam_body(o.course, room) };
	api_race(both, 2, r);
	T_EQ(r[0]->status + r[1]->status, 201 + 409);
	T_PROBLEM(r[r[0]->status == 201], 409, "room_conflict");
	api_free();
}

/* Allowed, and said: a student cannot sit in two rooms. */
static void
clashes_are_said(void)
{
	struct sitting s = sitting_made(1, "{" NINE "}"), o = sitting_made(0,
	    "{" NINE ",\"seats\":1}");
	struct reply *r;

	seat_made(o.course, s.student[0].id);
	r = api_get(o.teacher.token, exam_path(o.exam, ""));
	T_EQ(json_array_size(reply_at(r, "warnings")), 1);
	T_TRUE(strncmp(reply_text(r, "warnings.0"), "1 of its students", 17) ==
	    0);
	r = api_get(s.student[0].token, exam_path(o.exam, ""));
	T_TRUE(json_is_null(reply_at(r, "warnings")));
	T_STATUS(exam_post(o.teacher.token, o.exam, "candidates", "{}"), 200);
	r = exam_marks(o.teacher.token, o.exam, api_format(
	    "[{\"student_id\":\"%s\",\"score\":5}]", s.student[0].id));
	T_TRUE(reply_names(r, "results.0.score"));	/* not begun */
	T_EQ(json_array_size(reply_at(api_get(s.student[0].token,
	    "/exams?upcoming=true"), "items")), 2);
	T_EQ(json_array_size(reply_at(api_get(s.student[0].token, api_format(
	    "/exams?course_id=%s", s.course)), "items")), 1);
	api_free();
}

/* ---- What is refused */

static void
each_step_has_its_time(void)
{
	struct sitting s = sitting_made(2, "{\"seats\":1}");
	const char *t = s.teacher.token, *e = s.exam, *one;

	T_PROBLEM(exam_post(t, e, "candidates", "{\"order\":\"random\"}"), 409,
	    "seats_few");
	T_STATUS(api_send(t, "PUT", exam_path(e, ""), "{\"seats\":2}"), 200);
	T_PROBLEM(exam_moderated(t, e), 409, "exam_state");
	T_STATUS(exam_post(t, e, "candidates", "{\"order\":\"random\"}"), 200);
	T_PROBLEM(api_send(t, "PUT", exam_path(e, ""), "{\"seats\":1}"), 409,
	    "seats_few");
	T_PROBLEM(exam_post(t, e, "publish", "{}"), 409, "exam_state");
	T_PROBLEM(exam_post(t, e, "reopen", "{\"reason\":\"x\"}"), 409,
	    "exam_state");
	T_STATUS(exam_marks(t, e, api_format("[{\"student_id\":\"%s\","
	    "\"score\":60}]", s.student[0].id)), 200);
	T_PROBLEM(exam_moderated(t, e), 409, "exam_state");	/* pending */
	T_PROBLEM(api_send(t, "PUT", exam_path(e, ""), "{\"max_score\":59}"),
	    422, "score_range");
	T_STATUS(exam_marks(t, e, api_format("[{\"student_id\":\"%s\","
	    "\"score\":61}]", s.student[1].id)), 200);
	T_STATUS(exam_moderated(t, e), 200);
	one = exam_path(e, api_format("/results/%s", reply_text(api_get(t,
	    exam_path(e, "/results")), "items.0.id")));
	T_PROBLEM(exam_marks(t, e, "[{\"score\":1}]"), 409, "exam_state");
	T_PROBLEM(api_send(t, "PUT", one, "{\"score\":1}"), 409, "exam_state");
	T_PROBLEM(send_if(t, "POST", exam_path(e, "/publish"), "{}", "1"), 412,
	    "stale");
	T_STATUS(exam_post(t, e, "publish", "{}"), 200);
	T_PROBLEM(exam_post(t, e, "candidates", "{}"), 409, "exam_state");
	T_PROBLEM(api_send(t, "PUT", exam_path(e, ""), "{\"weight\":1}"), 409,
	    "exam_state");
	T_PROBLEM(api_send(t, "DELETE", exam_path(e, ""), NULL), 409,
	    "exam_state");
	api_free();
}

static void
names_are_not_given_twice(void)
{
	struct sitting s = sitting_marked("[50]");
	const char *t = s.teacher.token, *title = reply_text(api_get(t,
	    exam_path(s.exam, "")), "title"), *twice = exam_body(s.course,
	    api_format("{\"title\":\"%s\"}", title));
	struct reply *r;

	T_PROBLEM(api_send(t, "POST", "/exams", twice), 409, "exam_taken");
	r = api_send(t, "POST", "/exams", exam_body(s.course, "{}"));
	T_STATUS(r, 201);
	T_PROBLEM(api_send(t, "PUT", exam_path(reply_text(r, "id"), ""),
	    api_format("{\"title\":\"%s\"}", title)), 409, "exam_taken");
	T_STATUS(exam_moderated(t, s.exam), 200);
	psql(api_format("insert into grading.assignments (school_id, course_id,"
	    " name, type, max_score, weight) select school_id, course_id, "
	    "case n when 1 then title else n::text end, 'quiz', 1, 0 from "
	    "grading.exams, generate_series(1, 200) n where id = '%s'",
	    s.exam));
	T_PROBLEM(exam_post(t, s.exam, "publish", "{}"), 409,
	    "assignment_taken");
	T_STATUS(api_send(t, "PUT", exam_path(s.exam, ""),
	    "{\"title\":\"Another\"}"), 200);
	T_PROBLEM(exam_post(t, s.exam, "publish", "{}"), 409, "conflict");
	T_STATUS(api_send(t, "DELETE", exam_path(s.exam, ""), NULL), 204);
	T_STATUS(api_send(t, "POST", "/exams", exam_body(s.course,
	    "{\"title\":\"Another\"}")), 201);
	api_free();
}

static void
fields_make_sense(void)
{
	struct sitting s = sitting_made(0, "{}");
	static const struct {
		const char	*extra, *field;
	} bad[] = {
		{ "{\"max_score\":0}", "max_score" },
		{ "{\"starts_at\":\"2032-06-01T09:00:00Z\"}", "ends_at" },
		{ "{\"ends_at\":\"2032-06-01T09:00:00Z\","
		  "\"starts_at\":\"2032-06-01T09:00:00Z\"}", "ends_at" },
		{ "{\"ends_at\":\"2032-06-03T09:00:00Z\","
		  "\"starts_at\":\"2032-06-01T09:00:00Z\"}", "ends_at" },
		{ "{\"classroom_id\":\"00000000-0000-7000-8000-000000000000\"}",
		  "classroom_id" },
		{ "{\"category_id\":\"00000000-0000-7000-8000-000000000000\"}",
		  "category_id" },
	};

	for (size_t i = 0; i < NITEMS(bad); i++) {
		struct reply *r = api_send(s.teacher.token, "POST", "/exams",
		    exam_body(s.course, bad[i].extra));

		T_PROBLEM(r, 422, "invalid");
		T_SAY(reply_names(r, bad[i].field), "%s: %s", bad[i].extra,
		    r->body);
	}
	api_free();
}

/* ---- Who */

static void
only_who_grades_the_course(void)
{
	struct sitting s = sitting_marked("[50]");
	struct somebody stranger = made_person("teacher");
	const char *x = stranger.token, *e = s.exam, *t = s.teacher.token;

	T_PROBLEM(api_send(x, "POST", "/exams", exam_body(s.course, "{}")),
	    404, "not_found");
	T_STATUS(api_get(x, exam_path(e, "")), 404);
	T_STATUS(api_get(x, exam_path(e, "/results")), 404);
	T_STATUS(exam_marks(x, e, "[{\"score\":1}]"), 404);
	T_STATUS(exam_moderated(x, e), 404);
	T_STATUS(exam_marks(s.student[0].token, e, "[{\"score\":1}]"), 403);
	T_STATUS(exam_moderated(t, e), 200);
	/* A teacher who lost the course meanwhile. */
	T_STATUS(api_send(api_token("admin"), "PUT", api_format("/courses/%s",
	    s.course), api_format("{\"teacher_id\":\"%s\"}", stranger.id)),
	    200);
	T_STATUS(exam_post(t, e, "publish", "{}"), 404);
	T_STATUS(exam_post(x, e, "publish", "{}"), 200);
	api_free();
}

/* ---- The pages */

static void
the_form_keeps_what_was_typed(void)
{
	const char *course = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    my_id("teacher"))), *who = "teacher", *page, *form, *id, *one;
	struct somebody a = made_person("student");
	struct reply *r;

	seat_made(course, a.id);
	form = form_of(who, api_format("/exams/new?course_id=%s", course),
	    "/exams");
	r = form_send(who, "/exams", form, "title=Paper&max_score=50&type=quiz"
	    "&date=2026-01-12&start=09:00&end=10:30&room=&weight=0.5");
	T_EQ(r->status, 303);
	id = psql(api_format("select id from grading.exams where course_id = "
	    "'%s'", course));
	page = exam_path(id, "");
	T_STATUS(form_send(who, exam_path(id, "/candidates"), form_of(who,
	    page, exam_path(id, "/candidates")), "order=name"), 303);
	T_STATUS(page_of(who, exam_path(id, "/candidates")), 200);
	page = exam_path(id, "/results");
	form = form_of(who, page, page);
	r = form_send(who, page, form, "_score=51,5&_state=&_remark=Neat");
	T_STATUS(r, 422);
	T_TRUE(strstr(r->body, "value=\"51,5\"") != NULL);
	T_TRUE(strstr(r->body, "must be between 0 and 50") != NULL);
	T_STATUS(form_send(who, page, form_of(who, page, page),
	    "_score=41,5&_state=&_remark=Neat"), 303);
	T_SAME(psql(api_format("select score || remark from grading."
	    "exam_results where exam_id = '%s'", id)), "41.5Neat");
	form = form_of(who, page, page);
	one = psql(api_format("select id from grading.exam_results where "
	    "exam_id = '%s'", id));
	T_STATUS(api_send(api_token("admin"), "PUT", exam_path(id, api_format(
	    "/results/%s", one)), "{\"score\":17.25}"), 200);
	r = form_send(who, page, form, "_score=42&_state=&_remark=Neat");
	T_STATUS(r, 412);
	T_TRUE(strstr(r->body, "value=\"42\"") != NULL);
	T_TRUE(strstr(r->body, "Saved now: <b>17.25</b>") != NULL);
	T_STATUS(page_of(who, exam_path(id, "/edit")), 200);
	r = api_get(api_token("admin"), exam_path(id, "/edit"));
	T_SAME(reply_text(r, "start"), "09:00");
	T_STATUS(page_of(who, exam_path(id, "/history")), 200);
	T_STATUS(page_of(who, "/exams/new"), 200);
	T_STATUS(page_of(who, "/exams"), 200);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "plan to gradebook", from_plan_to_gradebook },
		{ "moderation", moderation_is_exact },
		{ "scores", scores_are_plain_numbers },
		{ "lines", lines_are_named },
		{ "two markers", two_markers_lose_nothing },
		{ "stale list", a_stale_list_is_refused },
		{ "one room", one_room_one_exam },
		{ "clashes", clashes_are_said },
		{ "steps", each_step_has_its_time },
		{ "names", names_are_not_given_twice },
		{ "fields", fields_make_sense },
		{ "who", only_who_grades_the_course },
		{ "forms", the_form_keeps_what_was_typed },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("exams", tests);
}
