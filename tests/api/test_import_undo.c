/* Undoing an import: what nobody changed since is as it was, the rest stays. */
#include "core.h"
#include <unistd.h>
#include "api/api.h"
#include "api/class.h"
#include "api/forms.h"
#include "unit/suite.h"

#define HEAD "enrollment_id,assignment,score,comments\n"

/* A class, an import of it, and the work whose grades it has. */
#define WORKS 6

struct file {
	struct class	 class;
	const char	*works[WORKS], *grades[WORKS];
	const char	*path, *id, *here;	/* .../imports, .../{id} */
};

static const char *
grade_of(const struct file *f, int i, int score)
{
	return grade_made(&f->class, api_format("{\"assignment_id\":\"%s\","
	    "\"score\":%d}", f->works[i], score));
}

/* The first `old` works have 40 points before, and all come to 50 to 55. */
static struct file
imported(int old)
{
	struct file f = { .class = class_made() };
	const char *csv = HEAD;
	struct ask a = { .method = "POST", .type = "text/csv" };
	struct reply *r;

	for (int i = 0; i < WORKS; i++) {
		f.works[i] = assignment_made(&f.class, "{\"weight\":0.1}");
		if (i < old)
			f.grades[i] = grade_of(&f, i, 40);
		csv = api_format("%s%s,%s,%d,from a file\n", csv,
		    f.class.enrollment, f.works[i], 50 + i);
	}
	f.path = api_format("/grades/course/%s/imports", f.class.course);
	a.token = f.class.teacher.token;
	a.path = api_format("/api/v1/grades/course/%s/import?reason=Term",
	    f.class.course);
	a.body = csv;
	r = api(&a);
	T_STATUS(r, 200);
	f.id = reply_text(r, "import_id");
	f.here = api_format("%s/%s", f.path, f.id);
	for (int i = 0; i < WORKS; i++)
		f.grades[i] = psql(api_format("select g.id from grading.grades "
		    "g join grading.assignments a on a.course_id = g.course_id "
		    "and a.name = g.assignment_name where a.id = '%s'",
		    f.works[i]));
	return f;
}

static struct reply *
undo_as(const char *token, const struct file *f, const char *body)
{
	return api_send(token, "POST", api_format("%s/undo", f->here), body);
}

static struct reply *
undo(const struct file *f)
{
	return undo_as(f->class.teacher.token, f, "{}");
}

/* "score comments" of every grade, in the order of the works. */
static const char *
grades_of(const struct file *f)
{
	return psql(api_format("select coalesce(string_agg(concat_ws(' ', "
	    "trim_scale(g.score), g.comments), ', ' order by a.position), '') "
	    "from grading.grades g join grading.assignments a on a.course_id = "
	    "g.course_id and a.name = g.assignment_name where g.course_id = "
	    "'%s'", f->class.course));
}

static void
counts(const struct reply *r, long restored, long removed, long changed,
    long deleted, long maximum)
{
	T_STATUS(r, 200);
	T_SAY(reply_int(r, "restored") == restored &&
	    reply_int(r, "removed") == removed &&
	    reply_int(r, "left_changed") == changed &&
	    reply_int(r, "left_deleted") == deleted &&
	    reply_int(r, "left_maximum") == maximum, "%s", r->body);
}

static bool
was_before(const struct reply *r)
{
	return r->status == 409 && strstr(r->body, "undone before") != NULL;
}

static void
all_of_it_goes_back(void)
{
	struct file f = imported(4);
	const char *teacher = f.class.teacher.token;
	struct reply *r = api_get(teacher, f.path);

	T_SAME(reply_text(r, "items.0.id"), f.id);
	T_SAME(reply_text(r, "items.0.reason"), "Import: Term");
	T_SAME(reply_text(r, "items.0.by_id"), f.class.teacher.id);
	T_EQ(reply_int(r, "items.0.added"), 2);
	T_EQ(reply_int(r, "items.0.changed"), 4);
	T_SAME(reply_text(r, "items.0.is_undone"), "false");
	T_SAME(reply_text(r, "items.1.id"), "");
	r = api_get(teacher, f.here);
	counts(r, 4, 2, 0, 0, 0);
	T_SAME(reply_text(r, "can_undo"), "true");
	r = undo_as(teacher, &f, "{\"reason\":\"The wrong file\"}");
	counts(r, 4, 2, 0, 0, 0);
	T_SAME(grades_of(&f), "40, 40, 40, 40");
	T_SAME(psql(api_format("select string_agg(distinct concat_ws('|', "
	    "action, reason, actor, import_id), ' ') from "
	    "grading.grade_history where course_id = '%s' and id > (select "
	    "max(id) from grading.grade_history where import_id = '%s')",
	    f.class.course, f.id)), api_format("delete|Undo: Import: Term. "
	    "The wrong file|%s update|Undo: Import: Term. The wrong file|%s",
	    f.class.teacher.id, f.class.teacher.id));
	T_SAME(psql(api_format("select payload ->> 'grades' from "
	    "platform.outbox where type = 'GradesImportUndone' and payload ->> "
	    "'course_id' = '%s'", f.class.course)), "6");
	r = api_get(teacher, f.here);
	counts(r, 4, 2, 0, 0, 0);
	T_SAME(reply_text(r, "is_undone"), "true");
	T_SAME(reply_text(r, "can_undo"), "false");
	T_TRUE(was_before(undo(&f)));
	T_PROBLEM(send_if(teacher, "POST", api_format("%s/undo", f.here),
	    "{}", "\"1\""), 412, "stale");
	T_SAME(grades_of(&f), "40, 40, 40, 40");
	api_free();
}

static void
change(const struct file *f, int i, const char *body)
{
	T_STATUS(grade_put(&f->class, f->grades[i], body), 200);
}

static void
assignment_change(const struct file *f, int i, const char *body)
{
	T_STATUS(api_send(f->class.teacher.token, "PUT", api_format(
	    "/grades/assignments/%s", f->works[i]), body), 200);
}

/* Also what came to be as it was again; but not what an assignment did. */
static void
what_somebody_changed_stays(void)
{
	struct file f = imported(5);

	change(&f, 0, "{\"score\":51}");
	change(&f, 1, "{\"score\":1}");
	change(&f, 1, "{\"score\":51}");
	T_STATUS(api_send(api_token("admin"), "DELETE", api_format(
	    "/grades/%s", f.grades[2]), NULL), 204);
	assignment_change(&f, 3, "{\"weight\":0.2,\"name\":\"Renamed\"}");
	change(&f, 5, "{\"comments\":\"mine\"}");
	counts(api_get(f.class.teacher.token, f.here), 2, 0, 3, 1, 0);
	counts(undo(&f), 2, 0, 3, 1, 0);
	T_SAME(grades_of(&f), "51 from a file, 51 from a file, 40, 40, "
	    "55 mine");
	api_free();
}

/* 50 points are more than 30, but nobody has changed the 20 of the file. */
static void
what_no_longer_fits_stays(void)
{
	struct file f = imported(2);
	const char *csv = api_format(HEAD "%s,%s,20,\n%s,%s,20,\n",
	    f.class.enrollment, f.works[0], f.class.enrollment, f.works[1]);
	struct ask a = { .method = "POST", .type = "text/csv", .body = csv,
	    .token = f.class.teacher.token, .path = api_format(
	    "/api/v1/grades/course/%s/import", f.class.course) };
	struct reply *r = api(&a);

	T_STATUS(r, 200);
	f.here = api_format("%s/%s", f.path, reply_text(r, "import_id"));
	assignment_change(&f, 0, "{\"max_score\":30}");
	counts(undo(&f), 1, 0, 0, 0, 1);
	T_TRUE(strncmp(grades_of(&f), "20 from a file, 51 from a file, 52",
	    34) == 0);
	/* The first import was changed by the second, and by its undoing. */
	f.here = api_format("%s/%s", f.path, f.id);
	counts(undo(&f), 0, 4, 2, 0, 0);
	api_free();
}

static void
nothing_to_put_back(void)
{
	struct file f = imported(0);

	for (int i = 0; i < WORKS; i++)
		change(&f, i, "{\"score\":9}");
	T_SAME(reply_text(api_get(f.class.teacher.token, f.here), "can_undo"),
	    "false");
	T_PROBLEM(undo(&f), 409, "conflict");
	T_SAME(reply_text(api_get(f.class.teacher.token, f.here),
	    "is_undone"), "false");
	api_free();
}

static void
a_file_that_changes_nothing_is_no_import(void)
{
	struct file f = imported(0);
	const char *csv = api_format(HEAD "%s,%s,50,\n", f.class.enrollment,
	    f.works[0]);
	struct ask a = { .method = "POST", .type = "text/csv", .body = csv,
	    .token = f.class.teacher.token, .path = api_format(
	    "/api/v1/grades/course/%s/import", f.class.course) };
	struct reply *r = api(&a);

	T_STATUS(r, 200);
	T_SAME(reply_text(r, "import_id"), "null");
	r = api_get(f.class.teacher.token, f.path);
	T_SAME(reply_text(r, "items.0.id"), f.id);
	T_SAME(reply_text(r, "items.1.id"), "");
	api_free();
}

/* ---- Who may */

static void
is_nobodys(const char *token, const struct file *f, long status)
{
	T_STATUS(api_get(token, f->path), status);
	T_STATUS(api_get(token, f->here), status);
	T_STATUS(undo_as(token, f, "{}"), status);
}

static void
who_may(void)
{
	struct file f = imported(1), other = imported(0);

	is_nobodys(NULL, &f, 401);
	is_nobodys(f.class.student.token, &f, 403);
	is_nobodys(other.class.teacher.token, &f, 404);
	is_nobodys(api_token("admin@other.example"), &f, 404);
	/* Nor by way of a course of one's own. */
	other.here = api_format("%s/%s", other.path, f.id);
	T_STATUS(api_get(other.class.teacher.token, other.here), 404);
	T_STATUS(undo(&other), 404);
	teacher_gone(&f.class);
	is_nobodys(f.class.teacher.token, &f, 404);
	T_TRUE(strncmp(grades_of(&f), "50 from a file, 51", 18) == 0);
	counts(undo_as(api_token("admin"), &f, "{}"), 1, 5, 0, 0, 0);
	api_free();
}

/* ---- At once */

/* A teacher who is grading while it is undone: what they wrote stays. */
static void
who_is_grading_is_not_overwritten(void)
{
	for (int i = 0; i < 2; i++) {
		struct file f = imported(1);	/* one of it, the rest is new */
		FILE *p = popen(api_format("PGAPPNAME=grading psql -XAtqc \""
		    "update grading.grades set score = 77, version = version + "
		    "1 where id = '%s'; do 'begin for i in 1 .. 60 loop "
		    "perform pg_sleep(0.05); exit when exists (select from "
		    "pg_locks where locktype = ''transactionid'' and not "
		    "granted); end loop; end'\" > /dev/null", f.grades[i]),
		    "we");

		for (int n = 0; n < 200 && strcmp(psql("select count(*) from "
		    "pg_stat_activity where application_name = 'grading' and "
		    "wait_event = 'PgSleep'"), "1") != 0; n++)
			usleep(10 * 1000);
		counts(undo(&f), i, 5 - i, 1, 0, 0);
		T_TRUE(p != NULL && pclose(p) == 0);
		T_SAME(psql(api_format("select score from grading.grades where "
		    "id = '%s'", f.grades[i])), "77");
		api_free();
	}
}

/* Twice at once, and somebody grades: it is undone once, and one of both
 * has the grade. */
static void
undone_once(void)
{
	for (int round = 0; round < 10; round++) {
		struct file f = imported(2);
		struct ask a[3];
		struct reply *r[3];
		bool mine;

		for (size_t i = 0; i < NITEMS(a); i++)
			a[i] = (struct ask){ .method = "POST", .body = "{}",
			    .token = f.class.teacher.token,
			    .path = api_format("/api/v1%s/undo", f.here) };
		a[2].method = "PUT";
		a[2].body = "{\"score\":7}";
		a[2].path = api_format("/api/v1/grades/%s", f.grades[0]);
		a[2].headers[0] = "If-Match: \"2\"";
		api_race(a, NITEMS(a), r);
		T_SAY((r[0]->status == 200 && was_before(r[1])) ||
		    (was_before(r[0]) && r[1]->status == 200), "%s %s",
		    r[0]->body, r[1]->body);
		mine = r[2]->status == 200;
		T_SAY(mine || r[2]->status == 412, "%s", r[2]->body);
		counts(r[r[0]->status == 200 ? 0 : 1], mine ? 1 : 2, 4, mine,
		    0, 0);
		T_SAME(grades_of(&f), mine ? "7 from a file, 40" : "40, 40");
		api_free();
	}
}

/* ---- Pages */

static void
a_person_is_asked(void)
{
	struct file f = imported(1);
	const char *action = api_format("%s/undo", f.here);
	const char *hidden = form_of("admin", f.here, action);
	struct reply *r = page_of("admin", f.here);

	T_TRUE(strstr(r->body, "Undo this import</button>") != NULL);
	T_TRUE(strstr(r->body, "No grade") != NULL);
	T_STATUS(form_send("admin", action, "_=1", "reason="), 403);
	T_TRUE(strncmp(grades_of(&f), "50 from a file, 51", 18) == 0);
	change(&f, 3, "{\"score\":9}");
	r = form_send("admin", action, hidden, "reason=Oops");
	T_STATUS(r, 303);
	T_SAME(reply_header(r, "Location"), f.here);
	T_SAME(grades_of(&f), "40, 9 from a file");
	r = page_of("admin", f.here);
	T_TRUE(strstr(r->body, "Undo: Import: Term. Oops") != NULL &&
	    strstr(r->body, "1 left alone: changed") != NULL &&
	    strstr(r->body, "Undo this import</button>") == NULL);
	T_TRUE(strstr(page_of("admin", f.path)->body, f.id) != NULL);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "all of it", all_of_it_goes_back },
		{ "changed since", what_somebody_changed_stays },
		{ "maximum", what_no_longer_fits_stays },
		{ "nothing left", nothing_to_put_back },
		{ "no import", a_file_that_changes_nothing_is_no_import },
		{ "who may", who_may },
		{ "grading", who_is_grading_is_not_overwritten },
		{ "once", undone_once },
		{ "page", a_person_is_asked },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("import undo", tests);
}
