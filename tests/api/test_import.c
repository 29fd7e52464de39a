/* Grades from files: every effect and every fault, all of it or nothing. */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "api/forms.h"
#include "unit/suite.h"

#define STUDENTS	3
#define MULTIPART	"multipart/form-data; boundary=xyz"

struct class {
	const char	*id, *path;
	struct somebody	 students[STUDENTS];
	const char	*seats[STUDENTS], *numbers[STUDENTS];
	const char	*essay, *talk;		/* out of 20, out of 10 */
};

static const char *
assignment_made(const char *course, const char *name, int max)
{
	struct reply *r = api_send(api_token("admin"), "POST", api_format(
	    "/grades/course/%s/assignments", course), api_format(
	    "{\"name\":\"%s\",\"type\":\"quiz\",\"max_score\":%d,"
	    "\"weight\":0.5}", name, max));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

static struct class
class_made(void)
{
	struct class c = { .id = course_made("{}") };

	c.path = api_format("/grades/course/%s/import", c.id);
	for (size_t i = 0; i < STUDENTS; i++) {
		c.students[i] = made_person("student");
		c.numbers[i] = api_format("N%u", unique());
		T_STATUS(api_send(api_token("admin"), "PUT", api_format(
		    "/users/%s", c.students[i].id), api_format(
		    "{\"student_number\":\"%s\",\"full_name\":\"Lovelace, %c"
		    "da\"}", c.numbers[i], (char)('A' + i))), 200);
		c.seats[i] = seat_made(c.id, c.students[i].id);
	}
	c.essay = assignment_made(c.id, "Essay, first", 20);
	c.talk = assignment_made(c.id, "=Talk", 10);
	return c;
}

static struct reply *
send_as(const char *token, const char *type, const char *path,
    const char *file)
{
	struct ask a = { .method = "POST", .token = token, .type = type,
	    .path = api_format("/api/v1%s", path), .body = file };

	return api(&a);
}

static struct reply *
import(const struct class *c, const char *query, const char *file)
{
	return send_as(api_token("admin"), "text/csv", api_format("%s%s",
	    c->path, query), file);
}

static const char *
exported(const struct class *c, const char *query)
{
	struct reply *r = api_get(api_token("admin"), api_format(
	    "/grades/course/%s/export%s", c->id, query));

	T_STATUS(r, 200);
	return r->body;
}

/* All grades: "score state days comment version", by seat and assignment. */
static const char *
grades_of(const struct class *c)
{
	return psql(api_format("select coalesce(string_agg(concat_ws(' ', "
	    "trim_scale(g.score), g.state, g.days_late, g.comments, "
	    "g.version), ', ' order by p.student_number, g.max_score desc), "
	    "'') from grading.grades g join identity.users p on p.id = "
	    "g.student_id where g.course_id = '%s'", c->id));
}

static void
counts(const struct reply *r, long added, long changed, long same)
{
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "new"), added);
	T_EQ(reply_int(r, "changed"), changed);
	T_EQ(reply_int(r, "same"), same);
}

/* ---- What files do */

static void
a_wide_file(void)
{
	struct class c = class_made();
	const char *file = api_format("student_number,name,\"Essay, first\","
	    "=Talk [%s],(total)\n%s,\"Lovelace, Ada\",17.5,excused,\n"
	    "%s,,,missing,99\n", c.talk, c.numbers[0], c.numbers[2]);
	struct reply *r = import(&c, "?dry_run=true", file);

	counts(r, 3, 0, 0);
	T_SAME(reply_text(r, "dry_run"), "true");
	T_SAME(reply_text(r, "layout"), "wide");
	T_SAME(reply_text(r, "items.0.line"), "2");
	T_SAME(reply_text(r, "items.0.enrollment_id"), c.seats[0]);
	T_SAME(reply_text(r, "items.0.cells.0.column"), "3");
	T_SAME(reply_text(r, "items.0.cells.0.score"), "17.5");
	T_SAME(reply_text(r, "items.0.cells.1.state"), "excused");
	T_SAME(reply_text(r, "items.1.cells.0.assignment"), "=Talk");
	T_SAME(grades_of(&c), "");
	r = import(&c, api_format("?digest=%s&reason=Term", reply_text(r,
	    "digest")), file);
	counts(r, 3, 0, 0);
	T_SAME(grades_of(&c), "17.5 graded 0 1, excused 0 1, 0 missing 0 1");
	counts(import(&c, "", file), 0, 0, 3);
	T_SAME(psql(api_format("select string_agg(distinct reason, ',') from "
	    "grading.grade_history where course_id = '%s'", c.id)),
	    "Import: Term");
	T_SAME(psql(api_format("select string_agg(type, ' ' order by type) "
	    "from platform.outbox where type like 'Grade%%' and "
	    "payload ->> 'course_id' = '%s'",
	    c.id)), "GradeAssigned GradesImported");
	file = api_format("enrollment_id;=Talk;Essay, first\n%s;7,25;17,50\n",
	    c.seats[0]);
	r = import(&c, "?dry_run=true", file);
	counts(r, 0, 1, 1);
	T_SAME(reply_text(r, "items.0.cells.0.old_state"), "excused");
	T_SAME(reply_text(r, "items.0.cells.0.score"), "7.25");
	counts(import(&c, "", file), 0, 1, 1);
	T_SAME(grades_of(&c), "17.5 graded 0 1, 7.25 graded 0 2, "
	    "0 missing 0 1");
	api_free();
}

static void
a_long_file(void)
{
	struct class c = class_made();
	const char *file = api_format("\xef\xbb\xbf" "Email\tAssignment\t"
	    "Score\tState\tDays late\tComments\r\n"
	    "%s\tEssay, first\t12,5\tgraded\t2\t\"Two\r\nlines\"\r\n"
	    "%s\t%s\t\texcused\t\t\r\n\r\n%s\t=Talk\t\t\t\t\r\n",
	    c.students[0].email, c.students[1].email, c.talk,
	    c.students[2].email);
	struct reply *r = import(&c, "?dry_run=true", file);

	counts(r, 2, 0, 0);
	T_SAME(reply_text(r, "layout"), "long");
	T_SAME(reply_text(r, "separator"), "tab");
	T_SAME(reply_text(r, "items.1.line"), "4");
	counts(import(&c, "", file), 2, 0, 0);
	T_SAME(grades_of(&c), "12.5 graded 2 Two\nlines 1, excused 0 1");
	counts(import(&c, "", file), 0, 0, 2);
	/* What an empty cell does not say stays. */
	file = api_format("email,assignment,score,comments\n%s,=Talk,9,\n"
	    "%s,\"Essay, first\",13,\n", c.students[1].email,
	    c.students[0].email);
	counts(import(&c, "", file), 0, 2, 0);
	T_SAME(grades_of(&c), "13 graded 2 Two\nlines 2, 9 graded 0 2");
	api_free();
}

/* head, and a cell of n zeros. */
static char *
with_zeros(const char *head, size_t n)
{
	size_t k = strlen(head);
	char *s = malloc(k + n + 1);

	if (s == NULL)
		abort();
	memcpy(s, head, k);
	memset(s + k, '0', n);
	s[k + n] = '\0';
	return s;
}

/* ---- What is wrong, by line and column */

static void
is_wrong(const struct class *c, const char *file, long line,
    const char *column, const char *message)
{
	struct reply *r = import(c, "?dry_run=true", file);

	T_STATUS(r, 200);
	T_SAY(reply_int(r, "faults") > 0, "no fault of %s", file);
	T_SAY(reply_int(r, "errors.0.line") == line &&
	    strcmp(reply_text(r, "errors.0.column"), column) == 0 &&
	    strstr(reply_text(r, "errors.0.message"), message) != NULL,
	    "%s: %s", file, r->body);
	T_PROBLEM(import(c, "", file), 422, "import_faults");
}

static void
scores_are_refused(void)
{
	static const char *const bad[] = { "NaN", "1e309", "1e1", "-1",
	    "\xef\xbc\x99\xef\xbc\x95", "20.01", "0x10", "1.005", "5%",
	    "\"7,5\"", "99999999999999999999", "+5", "1 2", "infinity" };
	struct class c = class_made();

	for (size_t i = 0; i < NITEMS(bad); i++)
		is_wrong(&c, api_format("student_number,\"Essay, first\"\n"
		    "%s,5\n%s,%s\n", c.numbers[0], c.numbers[1], bad[i]), 3,
		    "2", bad[i][0] == '2' ? "the maximum" : "is no score");
	T_SAME(grades_of(&c), "");
	api_free();
}

static void
lines_are_refused(void)
{
	struct class c = class_made(), other = class_made();
	const char *head = "student_number,=Talk\n";
	char *big;

#define WRONG(line, column, message, ...)				\
	is_wrong(&c, api_format(__VA_ARGS__), (line), (column), (message))
	WRONG(2, "1", "Nobody in this course", "%sN0,5\n", head);
	WRONG(2, "1", "Nobody in this course", "%s%s,5\n", head,
	    other.numbers[0]);
	WRONG(3, "null", "Line 2 is the same student", "%s%s,5\n%s,6\n",
	    head, c.numbers[0], c.numbers[0]);
	WRONG(2, "null", "has 1 cells", "%s%s\n", head, c.numbers[0]);
	WRONG(2, "null", "more cells", "%s%s,5,6\n", head, c.numbers[0]);
	WRONG(2, "null", "does not say who", "%s,5\n", head);
	WRONG(1, "null", "No column says who", "name,=Talk\nAda,5\n");
	WRONG(1, "null", "No column is an assignment", "student_number\nN\n");
	WRONG(1, "2", "no assignment", "student_number,Song\n%s,5\n",
	    c.numbers[0]);
	WRONG(1, "2", "no assignment", "student_number,=Talk [%s]\n%s,5\n",
	    other.talk, c.numbers[0]);
	WRONG(1, "3", "Column 2 is the same", "student_number,=Talk,%s\n",
	    c.talk);
	WRONG(2, "2", "but the line began with", "student_number,email,"
	    "=Talk\n%s,%s,5\n", c.numbers[0], c.students[1].email);
	WRONG(1, "null", "is empty", "\n\n");
	WRONG(1, "1", "UTF-16", "\xff\xfe%s", "s");
	WRONG(2, "2", "not UTF-8", "%s%s,\xe9\n", head, c.numbers[0]);
	WRONG(3, "2", "never closed", "%s\n%s,\"5\n\n", head, c.numbers[0]);
	big = with_zeros(api_format("%s%s,", head, c.numbers[0]), 70000);
	is_wrong(&c, big, 2, "2", "too long");
	free(big);
#undef WRONG
	T_SAME(grades_of(&c), "");
	api_free();
}

static void
long_lines_are_refused(void)
{
	struct class c = class_made();
	const char *n = c.numbers[0];
	const char *head = "student_number,assignment,score,state,days_late\n";

#define WRONG(line, column, message, ...)				\
	is_wrong(&c, api_format(__VA_ARGS__), (line), (column), (message))
	WRONG(2, "2", "no assignment", "%s%s,Song,5,,\n", head, n);
	WRONG(2, "4", "is no state", "%s%s,=Talk,5,late,\n", head, n);
	WRONG(2, "4", "no score", "%s%s,=Talk,5,excused,\n", head, n);
	WRONG(2, "4", "no score but 0", "%s%s,=Talk,5,missing,\n", head, n);
	WRONG(2, "4", "score is missing", "%s%s,=Talk,,graded,\n", head, n);
	WRONG(2, "5", "days", "%s%s,=Talk,5,,366\n", head, n);
	WRONG(2, "5", "days", "%s%s,=Talk,5,,-1\n", head, n);
	WRONG(2, "null", "no grade yet", "%s%s,=Talk,,,3\n", head, n);
	WRONG(3, "null", "same grade", "%s%s,=Talk,1,,\n%s,%s,2,,\n", head, n,
	    n, c.talk);
	WRONG(1, "4", "not known", "student_number,assignment,score,song\n");
#undef WRONG
	api_free();
}

static void
a_name_that_differs_is_said(void)
{
	struct class c = class_made();
	struct reply *r = import(&c, "?dry_run=true", api_format(
	    "student_number,name,=Talk\n%s,\"Lovelace, Bda\",5\n",
	    c.numbers[0]));

	counts(r, 1, 0, 0);
	T_SAME(reply_text(r, "warnings.0.line"), "2");
	T_TRUE(strstr(reply_text(r, "warnings.0.message"), "Ada") != NULL);
	api_free();
}

/* ---- All or nothing */

static void
stale_files_change_nothing(void)
{
	struct class c = class_made();
	const char *file = api_format("student_number,=Talk\n%s,5\n%s,6\n",
	    c.numbers[0], c.numbers[1]);
	const char *digest = reply_text(import(&c, "?dry_run=true", file),
	    "digest");
	struct reply *r[2];
	struct ask both[2];

	T_PROBLEM(import(&c, api_format("?digest=%s", digest), api_format(
	    "student_number,=Talk\n%s,5\n%s,7\n", c.numbers[0],
	    c.numbers[1])), 412, "stale");
	T_STATUS(api_send(api_token("admin"), "POST", "/grades", api_format(
	    "{\"enrollment_id\":\"%s\",\"assignment_id\":\"%s\",\"score\":1}",
	    c.seats[1], c.talk)), 201);
	T_PROBLEM(import(&c, api_format("?digest=%s", digest), file), 412,
	    "stale");
	T_SAME(grades_of(&c), "1 graded 0 1");
	for (size_t i = 0; i < 2; i++)
		both[i] = (struct ask){ .method = "POST", .type = "text/csv",
		    .token = api_token("admin"), .body = file,
		    .path = api_format("/api/v1%s", c.path) };
	api_race(both, 2, r);
	T_SAY((r[0]->status == 200 && (r[1]->status == 200 ||
	    r[1]->status == 412)) || (r[0]->status == 412 &&
	    r[1]->status == 200), "%s %s", r[0]->body, r[1]->body);
	T_SAME(grades_of(&c), "5 graded 0 1, 6 graded 0 2");
	api_free();
}

static void
who_may(void)
{
	struct class c = class_made();
	const char *file = api_format("student_number,=Talk\n%s,5\n",
	    c.numbers[0]);
	struct somebody teacher = made_person("teacher");
	const char *path = api_format("/grades/course/%s/export", c.id);
	char *big;

	T_STATUS(send_as(NULL, "text/csv", c.path, file), 401);
	T_STATUS(send_as(c.students[0].token, "text/csv", c.path, file), 403);
	T_STATUS(send_as(teacher.token, "text/csv", c.path, file), 404);
	T_STATUS(api_get(c.students[0].token, path), 404);
	T_STATUS(api_get(teacher.token, path), 404);
	T_STATUS(send_as(api_token("admin@other.example"), "text/csv",
	    c.path, file), 404);
	T_STATUS(api_get(api_token("admin@other.example"), path), 404);
	T_PROBLEM(api_send(api_token("admin"), "POST", c.path, "{}"), 415,
	    "media_type");
	T_STATUS(import(&c, "?digest=1", file), 422);
	big = with_zeros("student_number\n", 9000000);
	T_PROBLEM(import(&c, "", big), 413, "too_large");
	free(big);
	T_STATUS(api_get(api_token("admin"), api_format(
	    "%s?decimal=%%2C", path)), 422);
	T_SAME(grades_of(&c), "");
	api_free();
}

static void
a_program_sends_a_form(void)
{
	struct class c = class_made();
	const char *file = api_format("--xyz\r\nContent-Disposition: "
	    "form-data; name=\"file\"; filename=\"mid term.csv\"\r\n"
	    "Content-Type: text/csv\r\n\r\nstudent_number,=Talk\n%s,5\n\r\n"
	    "--xyz--\r\n", c.numbers[0]);

	counts(send_as(api_token("admin"), MULTIPART, c.path, file), 1, 0, 0);
	T_SAME(psql(api_format("select reason from grading.grade_history "
	    "where course_id = '%s'", c.id)), "Import of mid term.csv");
	T_STATUS(send_as(api_token("admin"), MULTIPART, c.path, "--xyz\r\n"),
	    400);
	api_free();
}

/* Looked at first, then confirmed; what changed meanwhile is shown anew. */
static void
a_person_sends_a_form(void)
{
	struct class c = class_made();
	const char *file = api_format("csv=student_number,%%3DTalk%%0A%s,5",
	    c.numbers[0]);
	const char *hidden = form_of("admin", c.path, c.path), *digest;
	struct reply *r = form_send("admin", c.path, hidden, file);

	T_STATUS(r, 200);
	digest = strstr(r->body, "name=\"digest\" value=\"");
	T_TRUE(digest != NULL && strstr(r->body, "Import all of it") != NULL);
	if (digest == NULL)
		return;
	file = api_format("%s&digest=%.64s", file, digest + 21);
	T_SAME(grades_of(&c), "");
	T_STATUS(form_send("admin", c.path, "_=1", file), 403);
	T_STATUS(form_send("admin", c.path, hidden, file), 303);
	T_SAME(grades_of(&c), "5 graded 0 1");
	hidden = form_of("admin", c.path, c.path);
	r = form_send("admin", c.path, hidden, file);
	T_STATUS(r, 200);
	T_TRUE(strstr(r->body, "Somebody graded") != NULL);
	T_STATUS(form_send("admin", c.path, hidden, "csv="), 422);
	r = form_send("admin", c.path, hidden, "csv=email,%3DTalk%0Ax,5");
	T_STATUS(r, 200);
	T_TRUE(strstr(r->body, "What is wrong") != NULL &&
	    strstr(r->body, "Import all of it") == NULL);
	T_SAME(grades_of(&c), "5 graded 0 1");
	api_free();
}

/* ---- Out and in again */

static void
nothing_changes_on_the_way(void)
{
	static const char *const ways[] = { "", "?separator=%3B&decimal=%2C",
	    "?separator=tab", "?layout=long", "?layout=long&separator=%3B",
	    "?layout=long&separator=tab&decimal=%2C" };
	struct class c = class_made();
	const char *before;

	counts(import(&c, "", api_format("enrollment_id,assignment,score,"
	    "state,days_late,comments\n%s,%s,17.25,,3,'=cmd()\n"
	    "%s,%s,,missing,,\"a \"\"b\"\"; c, d\ne\"\n"
	    "%s,%s,,excused,,\xe5\xbc\xa0\n%s,%s,0.5,,,-1\n", c.seats[0],
	    c.essay, c.seats[1], c.essay, c.seats[2], c.essay, c.seats[0],
	    c.talk)), 4, 0, 0);
	before = grades_of(&c);
	T_TRUE(strstr(before, " =cmd()") != NULL);
	for (size_t i = 0; i < NITEMS(ways); i++) {
		const char *file = exported(&c, ways[i]);
		struct reply *r = import(&c, "", file);

		counts(r, 0, 0, 4);
		T_EQ(reply_int(r, "warnings.0.line"), 0);
		T_SAME(grades_of(&c), before);
		T_TRUE(strstr(file, "'=Talk [") != NULL);
	}
	T_TRUE(strstr(exported(&c, "?layout=long"), ",'=cmd()\r\n") != NULL);
	T_TRUE(strstr(exported(&c, "?layout=long"), ",'-1\r\n") != NULL);
	api_free();
}

static void
totals_are_those_of_the_gradebook(void)
{
	struct class c = class_made();
	const char *file;
	struct reply *r;
	int n = 0;

	counts(import(&c, "", api_format("enrollment_id,assignment,score\n"
	    "%s,%s,17.25\n%s,%s,3.3\n", c.seats[0], c.essay, c.seats[1],
	    c.essay)), 2, 0, 0);
	file = exported(&c, "?separator=;&decimal=,");
	T_TRUE(strstr(file, ";(total);(letter)\r\n") != NULL);
	r = api_get(api_token("admin"), api_format("/grades/course/%s", c.id));
	for (int i = 0; i < 3; i++) {
		const char *s = reply_text(r, api_format(
		    "students.%d.average", i));
		int whole = s == NULL ? 0 : (int)strcspn(s, ".");

		if (s == NULL || s[whole] == '\0')
			continue;
		n += strstr(file, api_format(";%.*s,%s;%s\r\n", whole, s,
		    s + whole + 1, reply_text(r, api_format(
		    "students.%d.letter", i)))) != NULL;
	}
	T_EQ(n, 2);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "wide", a_wide_file },
		{ "long", a_long_file },
		{ "scores", scores_are_refused },
		{ "lines", lines_are_refused },
		{ "long lines", long_lines_are_refused },
		{ "names", a_name_that_differs_is_said },
		{ "stale", stale_files_change_nothing },
		{ "who may", who_may },
		{ "form", a_program_sends_a_form },
		{ "page", a_person_sends_a_form },
		{ "round trip", nothing_changes_on_the_way },
		{ "totals", totals_are_those_of_the_gradebook },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("import", tests);
}
