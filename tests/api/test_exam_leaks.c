/*
 * Nothing of an exam is known before it is published: every GET of every
 * service is asked by a student and a parent, as JSON and as a page.  Then it
 * is known all at once, and to each only their own.
 */
#include "core.h"
#include "api/bodies.h"
#include "api/exams.h"
#include "route.h"
#include "unit/suite.h"

#define RACERS	8u
#define SECRETS	6u

struct reader {
	const char	*token, *cookie;	/* one of them */
};

/* The ids that paths are tried with, and the words that nobody may read. */
struct walk {
	const char	*ids[6];
	const char	*secrets[SECRETS + 1];
	unsigned	 asked, well;
};

/* Two students with 61.37 and 17.43 points, and the first one's parent. */
struct case_ {
	struct sitting	 s;
	struct somebody	 parent;
	const char	*result[2], *remark, *reason;
};

static const char *
cookie_of(const struct somebody *who)
{
	struct ask a = { .method = "POST", .path = "/auth/login",
	    .type = "application/x-www-form-urlencoded",
	    .headers = { "Sec-Fetch-Site: same-origin" } };
	struct reply *r;
	const char *set;

	a.body = api_format("email=%s&password=" MADE_PASSWORD, who->email);
	r = api(&a);
	T_STATUS(r, 303);
	set = reply_header(r, "Set-Cookie");
	return api_format("%.*s", (int)strcspn(set, ";"), set);
}

static struct case_
case_made(void)
{
	struct case_ c = { .s = sitting_made(2, "{\"seats\":2}"),
	    .parent = made_person("parent") };

	c.remark = api_format("remark%u", unique());
	c.reason = api_format("reason%u", unique());
	psql(api_format("insert into identity.relations (person_id, "
	    "relative_id, kind) values ('%s', '%s', 'parent')", c.parent.id,
	    c.s.student[0].id));
	T_STATUS(exam_post(c.s.teacher.token, c.s.exam, "candidates", "{}"),
	    200);
	for (int i = 0; i < 2; i++)
		c.result[i] = psql(api_format("select id from grading."
		    "exam_results where enrollment_id = '%s'", c.s.seat[i]));
	return c;
}

static void
case_marked(const struct case_ *c)
{
	const char *t = c->s.teacher.token;

	T_STATUS(exam_marks(t, c->s.exam, api_format("[{\"id\":\"%s\","
	    "\"score\":61.37,\"remark\":\"%s\"},{\"id\":\"%s\",\"score\":17.43"
	    "}]", c->result[0], c->remark, c->result[1])), 200);
	T_STATUS(exam_post(t, c->s.exam, "moderate", api_format(
	    "{\"add\":\"3.5\",\"reason\":\"%s\"}", c->reason)), 200);
}

/* ---- Every GET of every service */

static void
look(struct walk *w, const struct reader *who, const char *path)
{
	struct ask a = { .method = "GET", .token = who->token,
	    .cookie = who->cookie, .path = who->cookie != NULL ? path :
	    api_format("/api/v1%s", path) };
	struct reply *r = api(&a);

	w->asked++;
	w->well += r->status == 200;
	for (const char *const *s = w->secrets; *s != NULL; s++)
		T_SAY(strstr(r->body, *s) == NULL, "%s shows %s: %.300s",
		    a.path, *s, strstr(r->body, *s));
}

static bool
walks(const struct route *rt, const struct reader *who)
{
	return rt->method == M_GET && rt->rate.take == 0 &&
	    !(rt->flags & (R_GRPC | R_BEARER | R_RAW)) &&
	    (who->cookie != NULL ? rt->page != NULL :
	    !(rt->flags & (R_NO_API | R_BARE)));
}

static void
walk_route(struct walk *w, const struct reader *who, const struct route *rt)
{
	bool ids = strchr(rt->path, '{') != NULL;

	for (size_t i = 0; i < NITEMS(w->ids) && w->ids[i] != NULL; i++) {
		look(w, who, with_query(rt, path_with(rt, w->ids[i])));
		if (!ids)
			break;
	}
}

static void
walk_all(struct walk *w, const struct reader *who)
{
	for (size_t s = 0; s < SERVICES; s++)
		for (size_t i = 0; i < services[s]->n; i++)
			if (walks(&services[s]->routes[i], who))
				walk_route(w, who, &services[s]->routes[i]);
}

/* Who may see what: the result of each, by name of both ids. */
static void
walk_as_all(const struct case_ *c, struct walk *w)
{
	const struct reader all[] = {
		{ c->s.student[0].token, NULL },
		{ c->parent.token, NULL },
		{ NULL, cookie_of(&c->s.student[0]) },
		{ NULL, cookie_of(&c->parent) },
	};

	for (size_t i = 0; i < NITEMS(all); i++) {
		walk_all(w, &all[i]);
		look(w, &all[i], exam_path(c->s.exam, api_format(
		    "/results/%s", c->result[1])));
	}
	T_SAY(w->asked > 400 && w->well > 100, "%u asked, %u well", w->asked,
	    w->well);
}

/* ---- Not one byte differs */

/* By path: what is 200, whole; what is refused, by its status. */
static json_t *
snapshot(const struct case_ *c, const char *token)
{
	const char *const paths[] = {
		"/grades", "/exams", "/regrades", "/exams?upcoming=true",
		api_format("/grades/enrollment/%s", c->s.seat[0]),
		api_format("/grades/enrollment/%s/derivation", c->s.seat[0]),
		api_format("/grades/enrollment/%s/what-if", c->s.seat[0]),
		api_format("/grades/course/%s", c->s.course),
		api_format("/grades/course/%s/assignments", c->s.course),
		api_format("/grades/course/%s/categories", c->s.course),
		api_format("/grades/course/%s/changes", c->s.course),
		api_format("/grades/course/%s/export", c->s.course),
		api_format("/students/%s/grades", c->s.student[0].id),
		api_format("/courses/%s", c->s.course),
		exam_path(c->s.exam, ""), exam_path(c->s.exam, "/results"),
		exam_path(c->s.exam, "/history"),
		exam_path(c->s.exam, "/candidates"),
		exam_path(c->s.exam, api_format("/results/%s", c->result[0])),
		exam_path(c->s.exam, api_format("/results/%s", c->result[1])),
	};
	json_t *all = json_object();

	for (size_t i = 0; i < NITEMS(paths); i++) {
		struct reply *r = api_get(token, paths[i]);

		json_object_set_new(all, paths[i],
		    json_string(r->status == 200 ? r->body :
		    api_format("%ld", r->status)));
	}
	return all;
}

static void
same_as(const struct case_ *c, const char *token, json_t *before)
{
	json_t *now = snapshot(c, token), *v;
	const char *path;

	json_object_foreach(before, path, v)
		T_SAY(json_equal(v, json_object_get(now, path)),
		    "%s has changed: %.900s", path,
		    json_string_value(json_object_get(now, path)));
	json_decref(now);
	json_decref(before);
}

static const char *
events_of(const struct case_ *c)
{
	return psql(api_format("select count(*) from platform.outbox where "
	    "(type like 'Exam%%' or type like 'Grade%%') and payload ->> "
	    "'course_id' = '%s'", c->s.course));
}

static const char *
rows_of(const struct case_ *c)
{
	return psql(api_format("select (select count(*) from grading.grades g "
	    "where g.course_id = '%s') || ' ' || (select count(*) from "
	    "grading.grade_history g where g.course_id = '%s') || ' ' || "
	    "(select count(*) from grading.policy_history g where g.course_id "
	    "= '%s' and g.kind = 'assignment')", c->s.course, c->s.course,
	    c->s.course));
}

static void
nothing_leaks_before(void)
{
	struct case_ c = case_made();
	struct walk w = { .ids = { c.s.exam, c.s.course, c.s.seat[0],
	    c.s.student[0].id, c.result[0], c.s.student[1].id },
	    .secrets = { "61.37", "64.87", "17.43", "20.93", c.remark,
	    c.reason } };
	json_t *student = snapshot(&c, c.s.student[0].token);
	json_t *parent = snapshot(&c, c.parent.token);

	case_marked(&c);
	same_as(&c, c.s.student[0].token, student);
	same_as(&c, c.parent.token, parent);
	walk_as_all(&c, &w);
	T_SAME(events_of(&c), "0");
	T_SAME(rows_of(&c), "0 0 0");
	api_free();
}

/* To each their own, and why it was moderated to nobody. */
static void
each_sees_their_own_after(void)
{
	struct case_ c = case_made();
	struct walk w = { .ids = { c.s.exam, c.s.course, c.s.seat[1],
	    c.s.student[1].id, c.result[1] },
	    .secrets = { "17.43", "20.93", "61.37", c.reason } };
	const char *me = c.s.student[0].token;

	case_marked(&c);
	T_STATUS(exam_post(c.s.teacher.token, c.s.exam, "publish", "{}"), 200);
	T_SAME(reply_text(api_get(me, "/grades"), "items.0.score"), "64.87");
	T_SAME(reply_text(api_get(c.parent.token, exam_path(c.s.exam, "")),
	    "mine.0.result.score"), "64.87");
	T_SAME(reply_text(api_get(me, exam_path(c.s.exam, "")),
	    "mine.0.result.remark"), c.remark);
	walk_as_all(&c, &w);
	T_SAME(events_of(&c), "2");
	T_SAME(rows_of(&c), "2 2 1");
	api_free();
}

/* ---- At once */

static void
two_publish_once(void)
{
	struct case_ c = case_made();
	struct ask all[RACERS];
	struct reply *r[RACERS];
	const char *path = api_format("/api/v1/exams/%s/publish", c.s.exam);
	unsigned won = 0;

	case_marked(&c);
	for (size_t i = 0; i < RACERS; i++)
		all[i] = (struct ask){ .method = "POST", .path = path,
		    .token = i % 2 == 0 ? c.s.teacher.token :
		    api_token("admin"), .body = "{}" };
	api_race(all, RACERS, r);
	for (size_t i = 0; i < RACERS; i++) {
		won += r[i]->status == 200;
		if (r[i]->status != 200)
			T_PROBLEM(r[i], 409, "exam_state");
	}
	T_EQ(won, 1);
	T_SAME(events_of(&c), "2");
	T_SAME(rows_of(&c), "2 2 1");
	api_free();
}

/* A marker and who moderates at once: nothing is entered behind the back. */
static void
marking_does_not_pass_moderation(void)
{
	struct case_ c = case_made();
	const char *t = c.s.teacher.token;
	struct ask both[2] = {
		{ .method = "POST", .token = t, .path = api_format(
		    "/api/v1/exams/%s/publish", c.s.exam), .body = "{}" },
		{ .method = "PUT", .token = t, .path = api_format(
		    "/api/v1/exams/%s/results/%s", c.s.exam, c.result[0]),
		    .body = "{\"score\":1}" },
	};
	struct reply *r[2];

	case_marked(&c);
	api_race(both, 2, r);
	T_STATUS(r[0], 200);
	T_PROBLEM(r[1], 409, "exam_state");
	T_SAME(psql(api_format("select count(*) from grading.grades g join "
	    "grading.exam_results x on x.enrollment_id = g.enrollment_id and "
	    "x.score = g.score where g.course_id = '%s'", c.s.course)), "2");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "before", nothing_leaks_before },
		{ "after", each_sees_their_own_after },
		{ "publish once", two_publish_once },
		{ "marking", marking_does_not_pass_moderation },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("exam leaks", tests);
}
