/* A student asks for a grade to be looked at again; a teacher answers. */
#include "core.h"
#include "api/exams.h"
#include "api/forms.h"
#include "unit/suite.h"

/* A published exam: grades of 50 and 60 of 100. */
struct marked {
	struct sitting	 s;
	const char	*grade[2];
};

static struct marked
marked_made(void)
{
	struct marked m = { .s = sitting_marked("[50,60]") };
	const char *t = m.s.teacher.token;

	T_STATUS(exam_moderated(t, m.s.exam), 200);
	T_STATUS(exam_post(t, m.s.exam, "publish", "{}"), 200);
	for (int i = 0; i < 2; i++)
		m.grade[i] = reply_text(api_get(m.s.student[i].token,
		    "/grades"), "items.0.id");
	return m;
}

static struct reply *
ask(const char *token, const char *grade)
{
	return api_send(token, "POST", "/regrades", api_format(
	    "{\"grade_id\":\"%s\",\"reason\":\"The second page.\"}", grade));
}

static struct reply *
answer(const char *token, const char *id, const char *body)
{
	return api_send(token, "POST", api_format("/regrades/%s/answer", id),
	    body);
}

static const char *
path_of(const char *id)
{
	return api_format("/regrades/%s", id);
}

static const char *
asked(struct marked *m)
{
	struct reply *r = ask(m->s.student[0].token, m->grade[0]);

	T_STATUS(r, 201);
	T_SAME(reply_text(r, "status"), "open");
	return reply_text(r, "id");
}

/* The grade follows, its history says why and who, the student is told. */
static void
an_answer_changes_the_grade(void)
{
	struct marked m = marked_made();
	const char *id = asked(&m), *t = m.s.teacher.token;
	struct reply *r = answer(t, id,
	    "{\"answer\":\"You are right.\",\"score\":\"54.50\"}");

	T_STATUS(r, 200);
	T_SAME(reply_text(r, "status"), "changed");
	T_SAME(reply_text(r, "old_score"), "50");
	T_SAME(reply_text(r, "new_score"), "54.5");
	r = api_get(m.s.student[0].token, api_format("/grades/%s",
	    m.grade[0]));
	T_SAME(reply_text(r, "score"), "54.5");
	T_EQ(reply_int(r, "version"), 2);
	T_SAME(reply_text(api_get(m.s.student[0].token, exam_path(m.s.exam,
	    "")), "mine.0.result.grade_score"), "54.5");
	T_SAME(psql(api_format("select old_score || ' ' || new_score || ' ' ||"
	    " reason || ' ' || (actor = '%s') from grading.grade_history where"
	    " grade_id = '%s' and action = 'update'", m.s.teacher.id,
	    m.grade[0])), "50 54.5 Looked at again: You are right. true");
	r = api_get(m.s.student[0].token, api_format("/grades/%s/history",
	    m.grade[0]));
	T_SAME(reply_text(r, "items.0.reason"),
	    "Looked at again: You are right.");
	T_SAME(psql(api_format("select string_agg(type, ' ' order by id) from "
	    "platform.outbox where object_id in ('%s', '%s')", id,
	    m.grade[0])), "ExamResultPublished RegradeAsked GradeChanged "
	    "RegradeAnswered");
	T_SAME(reply_text(api_get(m.s.student[0].token, path_of(id)),
	    "answer"), "You are right.");
	api_free();
}

static void
or_keeps_it(void)
{
	struct marked m = marked_made();
	const char *id = asked(&m), *t = m.s.teacher.token;
	struct reply *r = answer(t, id,
	    "{\"answer\":\"It was counted.\",\"score\":50}");

	T_STATUS(r, 200);
	T_SAME(reply_text(r, "status"), "kept");
	T_EQ(reply_int(api_get(t, api_format("/grades/%s", m.grade[0])),
	    "version"), 1);
	T_STATUS(ask(m.s.student[0].token, m.grade[0]), 201);
	api_free();
}

static void
once_at_a_time(void)
{
	struct marked m = marked_made();
	const char *me = m.s.student[0].token, *t = m.s.teacher.token;
	const char *id = asked(&m);
	struct ask two[2];
	struct reply *r[2];

	T_PROBLEM(ask(me, m.grade[0]), 409, "regrade_open");
	T_PROBLEM(ask(me, m.grade[1]), 404, "not_found");
	T_PROBLEM(ask(t, m.grade[0]), 403, "forbidden");
	T_PROBLEM(answer(t, id, "{\"answer\":\"More\",\"score\":101}"), 422,
	    "score_range");
	T_PROBLEM(answer(t, id, "{\"score\":51}"), 422, "invalid");
	T_PROBLEM(send_if(t, "POST", api_format("/regrades/%s/answer", id),
	    "{\"answer\":\"No\"}", "7"), 412, "stale");
	for (int i = 0; i < 2; i++)
		two[i] = (struct ask){ .method = "POST", .token = t,
		    .path = api_format("/api/v1/regrades/%s/answer", id),
		    .body = api_format("{\"answer\":\"A\",\"score\":5%d}",
			i + 1) };
	api_race(two, 2, r);
	T_EQ(r[0]->status + r[1]->status, 200 + 409);
	T_PROBLEM(r[r[0]->status == 200], 409, "conflict");
	T_PROBLEM(api_send(me, "POST", api_format("/regrades/%s/withdraw", id),
	    "{}"), 409, "conflict");
	api_free();
}

static void
students_withdraw(void)
{
	struct marked m = marked_made();
	const char *me = m.s.student[0].token, *id = asked(&m), *path =
	    api_format("/regrades/%s/withdraw", id);

	T_STATUS(api_send(m.s.student[1].token, "POST", path, "{}"), 404);
	T_STATUS(api_send(me, "POST", path, "{}"), 200);
	T_PROBLEM(answer(m.s.teacher.token, id, "{\"answer\":\"Late\"}"), 409,
	    "conflict");
	T_SAME(reply_text(api_get(me, "/regrades?status=withdrawn"),
	    "items.0.id"), id);
	api_free();
}

static void
only_those_concerned_see_it(void)
{
	struct marked m = marked_made();
	const char *id = asked(&m);
	struct somebody stranger = made_person("teacher");

	T_STATUS(api_get(m.s.student[1].token, path_of(id)), 404);
	T_STATUS(api_get(stranger.token, path_of(id)), 404);
	T_STATUS(answer(stranger.token, id, "{\"answer\":\"x\"}"), 404);
	T_EQ(json_array_size(reply_at(api_get(stranger.token, "/regrades"),
	    "items")), 0);
	T_EQ(json_array_size(reply_at(api_get(m.s.student[1].token,
	    "/regrades"), "items")), 0);
	T_STATUS(api_get(api_token("admin"), path_of(id)), 200);
	T_EQ(json_array_size(reply_at(api_get(m.s.teacher.token, api_format(
	    "/regrades?status=open&course_id=%s", m.s.course)), "items")), 1);
	api_free();
}

/* The grade is gone: there is nothing to change, but something to say. */
static void
grades_go_meanwhile(void)
{
	struct marked m = marked_made();
	const char *id = asked(&m), *t = m.s.teacher.token;

	T_STATUS(api_send(api_token("admin"), "DELETE", api_format(
	    "/grades/%s", m.grade[0]), NULL), 204);
	T_PROBLEM(answer(t, id, "{\"answer\":\"x\",\"score\":51}"), 409,
	    "conflict");
	T_STATUS(answer(t, id, "{\"answer\":\"It is gone.\"}"), 200);
	api_free();
}

static void
the_pages_answer(void)
{
	struct sitting s = sitting_made(0, "{}");
	const char *e = seat_made(s.course, my_id("student")), *grade, *id;
	struct reply *r = api_send(s.teacher.token, "POST", "/grades",
	    api_format("{\"enrollment_id\":\"%s\",\"assignment_name\":\"W\","
	    "\"assignment_type\":\"quiz\",\"max_score\":9,\"score\":3}", e));

	T_STATUS(r, 201);
	grade = reply_text(r, "id");
	T_STATUS(form_send("student", "/regrades", form_of("student",
	    "/regrades", "/regrades"), api_format("grade_id=%s&reason=Why",
	    grade)), 303);
	id = psql(api_format("select id from grading.regrades where grade_id ="
	    " '%s'", grade));
	T_STATUS(page_of("student", path_of(id)), 200);
	T_STATUS(page_of("parent", "/regrades"), 200);
	r = form_send("admin", api_format("/regrades/%s/answer", id),
	    form_of("admin", path_of(id), api_format("/regrades/%s/answer",
	    id)), "answer=So+be+it&score=10");
	T_STATUS(r, 422);
	T_TRUE(strstr(r->body, "So be it</textarea>") != NULL);
	T_STATUS(form_send("admin", api_format("/regrades/%s/answer", id),
	    form_of("admin", path_of(id), api_format("/regrades/%s/answer",
	    id)), "answer=So+be+it&score=9"), 303);
	T_TRUE(strstr(page_of("student", path_of(id))->body, "So be it") !=
	    NULL);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "changes", an_answer_changes_the_grade },
		{ "keeps", or_keeps_it },
		{ "once", once_at_a_time },
		{ "withdraw", students_withdraw },
		{ "who", only_those_concerned_see_it },
		{ "gone", grades_go_meanwhile },
		{ "pages", the_pages_answer },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("regrades", tests);
}
