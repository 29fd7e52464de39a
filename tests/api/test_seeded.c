/* The demo's data beside what the services make of it. */
#include "core.h"
#include <jansson.h>
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

#define DEMO	"(select id from academics.schools where code = 'LYCEUM')"

/* ---- Final grades */

/* A course in which somebody has a final grade; "" if none is of that kind. */
static const char *
course_with(const char *what)
{
	return psql(api_format("select a.course_id from "
	    "grading.assignments a join grading.finals f on f.course_id = "
	    "a.course_id left join grading.course_rules r on r.course_id = "
	    "a.course_id where a.school_id = " DEMO " and %s "
	    "order by a.course_id limit 1", what));
}

static json_t *
student_of(const struct reply *r, const char *enrollment)
{
	json_t *s;
	size_t i;

	json_array_foreach(reply_at(r, "students"), i, s)
		if (strcmp(json_string_value(json_object_get(s,
		    "enrollment_id")), enrollment) == 0)
			return s;
	return NULL;
}

/* row: the enrollment, what was computed, its letter or "-". */
static void
final_is_computed(const struct reply *r, const char *row)
{
	char enrollment[40], letter[16];
	double computed;
	json_t *s;

	T_EQ(sscanf(row, "%39s %lf %15s", enrollment, &computed, letter), 3);
	s = student_of(r, enrollment);
	T_SAY(s != NULL, "%s is not in the gradebook", enrollment);
	T_SAY(json_number_value(json_object_get(s, "average")) == computed,
	    "%s: %f, not %f", enrollment, json_number_value(
	    json_object_get(s, "average")), computed);
	T_SAME(json_string_value(json_object_get(s, "final_letter")), letter);
}

static void
finals_are_averages(void)
{
	static const char *const kinds[] = { "a.is_extra",
		"a.category_id is not null and not a.is_extra",
		"r.weigh_by = 'points'", "a.curve = 'add'", "a.curve = 'best'",
		"a.late_per_day > 0", "f.is_override",
		"a.category_id is null and a.curve = 'none'" };
	int seen = 0;

	for (size_t i = 0; i < NITEMS(kinds); i++) {
		const char *course = course_with(kinds[i]), *at;
		struct reply *r;

		if (course[0] == '\0')
			continue;	/* so small is the demo */
		at = psql(api_format("select enrollment_id || ' ' "
		    "|| computed || ' ' || letter from grading.finals where "
		    "course_id = '%s'", course));
		r = api_get(api_token("admin"), api_format(
		    "/grades/course/%s", course));
		T_STATUS(r, 200);
		seen++;
		for (; at != NULL && *at != '\0'; at = strchr(at, '\n')) {
			at += *at == '\n';
			final_is_computed(r, at);
		}
		api_free();
	}
	T_TRUE(seen >= 5);
}

/* ---- A transcript */

static void
the_transcript_is_the_record(void)
{
	const char *id = psql("select id from grading.transcripts where "
	    "school_id = " DEMO " order by issued_at limit 1");
	struct reply *was = api_get(api_token("student"), api_format(
	    "/transcripts/%s", id)), *now, *verified;

	T_STATUS(was, 200);
	now = api_get(api_token("student"), api_format(
	    "/students/%s/transcript", my_id("student")));
	T_STATUS(now, 200);
	T_TRUE(json_equal(reply_at(was, "document.terms.0"),
	    reply_at(now, "document.terms.0")));
	T_TRUE(json_equal(reply_at(was, "document.cumulative"),
	    reply_at(now, "document.cumulative")));
	T_TRUE(json_equal(reply_at(was, "document.student"),
	    reply_at(now, "document.student")));
	T_TRUE(json_equal(reply_at(was, "document.school"),
	    reply_at(now, "document.school")));
	T_TRUE(json_equal(reply_at(was, "document.rules"),
	    reply_at(now, "document.rules")));
	verified = api_get(NULL, api_format("/verify/%s",
	    reply_text(was, "code")));
	T_STATUS(verified, 200);
	T_SAME(reply_text(verified, "status"), "valid");
	T_STATUS(api_get(api_token("student"), api_format(
	    "/transcripts/%s/credential", id)), 200);
	T_STATUS(api_get(api_token("student"), api_format(
	    "/transcripts/%s/pdf", id)), 200);
	api_free();
}

/* ---- Exams and regrades */

static void
the_teacher_has_exams_of_each_kind(void)
{
	const char *t = api_token("teacher");
	struct reply *r = api_get(t, "/exams?limit=100");
	const char *id = psql("select id from grading.exams where status = "
	    "'marking' and school_id = " DEMO " order by id limit 1");

	T_STATUS(r, 200);
	T_STATUS(api_get(t, api_format("/exams/%s", id)), 200);
	T_STATUS(api_get(t, api_format("/exams/%s/results", id)), 200);
	T_STATUS(api_get(t, api_format("/exams/%s/history", id)), 200);
	r = api_get(api_token("student"), "/regrades");
	T_STATUS(r, 200);
	T_TRUE(json_array_size(reply_at(r, "items")) >= 1);
	api_free();
}

/* ---- Money */

static size_t
count_at(struct reply *r, const char *path)
{
	return json_array_size(reply_at(r, path));
}

static void
the_student_owes_and_has_paid(void)
{
	const char *t = api_token("student"), *invoice, *payment;
	struct reply *r = api_get(t, "/account");

	T_STATUS(r, 200);
	T_TRUE(count_at(r, "items.0.payments") >= 3);
	T_TRUE(count_at(r, "items.0.lines") >= 6);
	invoice = psql("select i.id from billing.invoices i join "
	    "identity.users u on u.id = i.user_id where u.email = "
	    "'student@lyceum.example' and exists (select from "
	    "billing.instalments p where p.invoice_id = i.id) order by "
	    "i.issued_at limit 1");
	T_STATUS(api_get(t, api_format("/invoices/%s", invoice)), 200);
	payment = psql(api_format("select id from billing.payments where "
	    "invoice_id = '%s' and receipt_number is not null order by id "
	    "limit 1", invoice));
	r = api_get(t, api_format("/payments/%s", payment));
	T_STATUS(r, 200);
	T_STATUS(api_get(t, api_format("/payments/%s/history", payment)), 200);
	T_STATUS(api_get(t, api_format("/payments/%s/receipt", payment)), 200);
	api_free();
}

static void
the_parent_has_two_wards_that_owe(void)
{
	struct reply *r = api_get(api_token("parent"), "/account");
	json_t *ward;
	size_t i, owe = 0;

	T_STATUS(r, 200);
	json_array_foreach(reply_at(r, "items"), i, ward)
		owe += json_array_size(json_object_get(ward, "lines")) > 0;
	T_TRUE(owe >= 2);
	api_free();
}

static void
the_board_is_alive(void)
{
	const char *t = api_token("admin");
	struct reply *r = api_get(t, "/billing");

	T_STATUS(r, 200);
	T_TRUE(count_at(r, "terms") >= 2);
	T_TRUE(count_at(r, "months") >= 12);
	T_TRUE(count_at(r, "kinds") >= 3);
	T_TRUE(count_at(api_get(t, "/accounts?limit=50"), "items") >= 20);
	T_TRUE(count_at(api_get(t, "/refunds"), "items") >= 1);
	T_TRUE(count_at(api_get(t, "/disputes"), "items") >= 3);
	T_TRUE(count_at(api_get(t, "/subscriptions"), "items") >= 1);
	T_TRUE(count_at(api_get(t, "/fees"), "items") >= 5);
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "finals are averages", finals_are_averages },
		{ "the transcript is the record",
		    the_transcript_is_the_record },
		{ "exams of each kind", the_teacher_has_exams_of_each_kind },
		{ "the student owes and has paid",
		    the_student_owes_and_has_paid },
		{ "the parent has two wards that owe",
		    the_parent_has_two_wards_that_owe },
		{ "the board is alive", the_board_is_alive },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("seeded", tests);
}
