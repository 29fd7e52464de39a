/*
 * Totals wherever they are shown: categories, drops, extra credit, excused and
 * missing marks, curves and lateness; how they come about; what if; finals.
 */
#include "core.h"
#include "api/api.h"
#include "api/fixtures.h"
#include "unit/suite.h"

enum { HW1, HW2, HW3, EXAM, BONUS, LOOSE, WORKS };

struct class {
	struct somebody	 teacher, student;
	const char	*course, *seat, *works[WORKS];
};

static const char *
category(const char *course, const char *fields)
{
	struct reply *r = api_send(api_token("admin"), "POST", api_format(
	    "/grades/course/%s/categories", course), api_format("{%s}",
	    fields));

	T_STATUS(r, 201);
	return api_format("\"category_id\":\"%s\"", reply_text(r, "id"));
}

static const char *
work(const char *course, const char *fields)
{
	struct reply *r = api_send(api_token("admin"), "POST", api_format(
	    "/grades/course/%s/assignments", course), api_format("{\"name\":"
	    "\"Work %u\",\"type\":\"homework\",%s}", unique(), fields));

	T_STATUS(r, 201);
	return reply_text(r, "id");
}

/* Whatever letters the school has. */
static void
letters_a_to_f(const char *course)
{
	psql(api_format("insert into grading.course_rules (course_id, "
	    "school_id, scale_id) values ('%s', '%s', "
	    "'00000000-0000-7000-8000-000000000001')", course, my_school()));
}

/* Homework 0.4 without its lowest, exams 0.6, and 0.05 of extra credit. */
static struct class
class_made(void)
{
	struct class c = { .teacher = made_person("teacher"),
	    .student = made_person("student") };
	const char *home, *exams, *extra;

	c.course = course_made(api_format("{\"teacher_id\":\"%s\"}",
	    c.teacher.id));
	letters_a_to_f(c.course);
	c.seat = seat_made(c.course, c.student.id);
	home = category(c.course, "\"name\":\"Homework\",\"weight\":0.4,"
	    "\"drop_lowest\":1");
	exams = category(c.course, "\"name\":\"Exams\",\"weight\":0.6");
	extra = category(c.course, "\"name\":\"Bonus\",\"weight\":0.05,"
	    "\"is_extra\":true");
	c.works[HW1] = work(c.course, api_format("\"max_score\":10,%s", home));
	c.works[HW2] = work(c.course, api_format("\"max_score\":20,"
	    "\"late_per_day\":10,\"late_max\":50,%s", home));
	c.works[HW3] = work(c.course, api_format("\"max_score\":10,%s", home));
	c.works[EXAM] = work(c.course, api_format("\"max_score\":100,"
	    "\"curve\":\"best\",\"curve_value\":90,%s", exams));
	c.works[BONUS] = work(c.course, api_format("\"max_score\":5,%s",
	    extra));
	c.works[LOOSE] = work(c.course, "\"max_score\":10");
	return c;
}

static struct reply *
grade(const struct class *c, int work, const char *fields)
{
	struct reply *r = api_send(c->teacher.token, "POST", "/grades",
	    api_format("{\"enrollment_id\":\"%s\",\"assignment_id\":\"%s\","
	    "%s}", c->seat, c->works[work], fields));

	T_STATUS(r, 201);
	return r;
}

/*
 * Homework: 9/10, 18/20 a day late (0.81), missing and dropped: 0.855.  Exam:
 * 63 of 90: 0.7.  Bonus: 4/5.  (0.4 * 0.855 + 0.6 * 0.7 + 0.05 * 0.8) / 1.
 */
static struct reply *
graded(const struct class *c)
{
	grade(c, HW1, "\"score\":9");
	grade(c, HW2, "\"score\":18,\"days_late\":1");
	grade(c, HW3, "\"state\":\"missing\"");
	grade(c, EXAM, "\"score\":63");
	grade(c, LOOSE, "\"score\":10");
	return grade(c, BONUS, "\"score\":4");
}

static struct reply *
get(const struct class *c, const char *more)
{
	return api_get(c->teacher.token, api_format("/grades/enrollment/%s%s",
	    c->seat, more));
}

static bool
has(const struct reply *r, const char *text)
{
	return strstr(r->body, text) != NULL;
}

/* ---- One total, wherever it is asked for */

static void
one_total_everywhere(void)
{
	struct class c = class_made();
	struct reply *r = graded(&c);

	T_TRUE(has(r, "\"average\":80.2}"));
	r = api_get(c.teacher.token, api_format("/grades/course/%s",
	    c.course));
	T_STATUS(r, 200);
	T_TRUE(has(r, "\"average\":80.2,\"letter\":\"B\",\"passed\":true,"
	    "\"categories\":[85.5,70,80],\"final\":null"));
	T_TRUE(has(r, "\"score\":0,\"version\":1,\"state\":\"missing\","
	    "\"dropped\":true}"));
	T_TRUE(has(r, "\"score\":18,\"version\":1,\"days_late\":1}"));
	T_TRUE(has(r, "\"uncategorised\":1,"));
	T_SAME(reply_text(r, "categories.0.drop_lowest"), "1");
	T_SAME(reply_text(r, "assignments.3.curve"), "best");
	T_SAME(reply_text(r, "rules.weigh_by"), "weight");
	r = api_get(c.student.token, api_format("/students/%s/grades",
	    c.student.id));
	T_TRUE(has(r, "\"average\":80.2,\"letter\":\"B\",\"passed\":true"));
	T_TRUE(has(get(&c, ""), "\"average\":80.2,\"letter\":\"B\""));
	T_TRUE(has(get(&c, "/derivation"), "\"total\":80.2,"));
	T_TRUE(has(get(&c, "/what-if"), "\"average\":80.2,"));
	api_free();
}

static void
the_card_says_why(void)
{
	struct class c = class_made();
	struct reply *r;

	graded(&c);
	r = get(&c, "");
	T_SAME(reply_text(r, "categories.0.percent"), "85.5");
	T_SAME(reply_text(r, "categories.0.kept"), "2");
	T_SAME(reply_text(r, "items.1.percent"), "81");
	T_SAME(reply_text(r, "items.1.days_late"), "1");
	T_SAME(reply_text(r, "items.1.contributes"), "16.2");
	T_SAME(reply_text(r, "items.2.dropped"), "true");
	T_SAME(reply_text(r, "items.2.counts"), "false");
	T_SAME(reply_text(r, "items.2.state"), "missing");
	T_SAME(reply_text(r, "items.3.percent"), "70");
	T_SAME(reply_text(r, "items.4.contributes"), "4");
	T_SAME(reply_text(r, "items.5.counts"), "false");
	T_SAME(reply_text(r, "items.0.category_name"), "Homework");
	api_free();
}

static void
the_derivation_in_words(void)
{
	struct class c = class_made();
	struct reply *r;

	graded(&c);
	r = get(&c, "/derivation");
	T_STATUS(r, 200);
	T_TRUE(has(r, "18 of 20 points. 1 days late, 10 % less for each, at "
	    "most 50 %: times 0.9. It has weight 1.\",\"value\":\"0.81\""));
	T_TRUE(has(r, "Missing: 0 of 10 points. Dropped.\",\"value\":\"0\""));
	T_TRUE(has(r, "63 of 100 points. Curved: as out of 90, at most all; "
	    "70. It has weight 1.\",\"value\":\"0.7\""));
	T_TRUE(has(r, "2 of 3 are kept"));
	T_TRUE(has(r, "1.71, over the sum of weights that are no extra "
	    "credit, 2.\",\"value\":\"0.855\""));
	T_TRUE(has(r, "It is in no category: it counts nowhere."));
	T_TRUE(has(r, "0.802, over the sum of weights that are no extra "
	    "credit, 1.\",\"value\":\"80.2\""));
	T_TRUE(has(r, "\"text\":\"80 or more on the scale"));
	T_STATUS(api_get(c.student.token, api_format(
	    "/grades/enrollment/%s/derivation", c.seat)), 200);
	T_STATUS(api_get(made_person("student").token, api_format(
	    "/grades/enrollment/%s/derivation", c.seat)), 404);
	api_free();
}

/* ---- What if */

static struct reply *
what_if(const struct class *c, int work, const char *value)
{
	return get(c, api_format("/what-if?%s=%s", c->works[work], value));
}

static void
what_if_stores_nothing(void)
{
	struct class c = class_made();
	struct reply *r;

	graded(&c);
	r = what_if(&c, EXAM, "90");
	T_STATUS(r, 200);
	T_TRUE(has(r, "\"average\":98.2,\"letter\":\"A\""));
	T_SAME(reply_text(r, "what_if"), "true");
	T_SAME(reply_text(r, "can_edit"), "false");
	T_SAME(reply_text(r, "items.3.score"), "90");
	T_TRUE(has(what_if(&c, EXAM, "excused"), "\"average\":95.5,"));
	T_TRUE(has(what_if(&c, EXAM, "missing"), "\"average\":38.2,"));
	T_TRUE(has(what_if(&c, EXAM, ""), "\"average\":95.5,"));
	T_TRUE(has(what_if(&c, HW3, "10"), "\"average\":84,"));
	r = get(&c, api_format("/what-if?%s=10&%s=100", c.works[HW3],
	    c.works[EXAM]));
	T_TRUE(has(r, "\"average\":100,"));
	T_TRUE(has(get(&c, ""), "\"average\":80.2,"));
	T_STATUS(api_get(c.student.token, api_format(
	    "/grades/enrollment/%s/what-if?%s=100", c.seat, c.works[EXAM])),
	    200);
	T_STATUS(api_get(made_person("student").token, api_format(
	    "/grades/enrollment/%s/what-if?%s=100", c.seat, c.works[EXAM])),
	    404);
	api_free();
}

static void
what_if_takes_scores_alone(void)
{
	static const char *const bad[] = { "101", "100.01", "-1", "NaN",
	    "1e309", "Infinity", "12.345", "12,5", "0x10", "+5",
	    "%EF%BC%99%EF%BC%95", "99999999999999999999", "dropped" };
	struct class c = class_made();
	struct reply *r;

	for (size_t i = 0; i < NITEMS(bad); i++) {
		r = what_if(&c, EXAM, bad[i]);
		T_SAY(r->status == 422 && reply_names(r, c.works[EXAM]),
		    "what if %s: %ld %.200s", bad[i], r->status, r->body);
	}
	T_PROBLEM(get(&c, "/what-if?score=5"), 422, "invalid");
	T_PROBLEM(get(&c, api_format("/what-if?%s=5",
	    class_made().works[EXAM])), 422, "invalid");
	api_free();
}

/* ---- What a school should never do, but may */

static const char *
total_of(const struct class *c)
{
	return reply_text(get(c, ""), "average");
}

static void
psql_course(const struct class *c, const char *set)
{
	psql(api_format("update grading.categories set %s, version = version"
	    " + 1 where course_id = '%s'", set, c->course));
}

static void
odd_rules(void)
{
	struct class c = class_made();
	struct reply *r;

	T_SAME(total_of(&c), "null");
	grade(&c, BONUS, "\"score\":2");
	T_SAME(total_of(&c), "null");
	T_TRUE(has(get(&c, "/derivation"), "so there is no total."));
	grade(&c, HW1, "\"score\":9");
	T_SAME(total_of(&c), "95");
	psql_course(&c, "drop_lowest = 100");
	T_SAME(total_of(&c), "95");
	grade(&c, HW2, "\"score\":20");
	T_SAME(reply_text(get(&c, ""), "categories.0.percent"), "100");
	psql_course(&c, "weight = 0");
	T_SAME(total_of(&c), "null");
	r = api_get(c.teacher.token, api_format("/grades/course/%s",
	    c.course));
	T_TRUE(has(r, "\"average\":null,\"letter\":null,\"passed\":null,"
	    "\"categories\":[100,null,40]"));
	T_PROBLEM(api_send(c.teacher.token, "PUT", api_format(
	    "/grades/enrollment/%s/final", c.seat), "{}"), 409, "conflict");
	T_TRUE(has(get(&c, "/derivation"), "\"total\":null,"));
	api_free();
}

static void
by_points(void)
{
	struct class c = class_made();

	graded(&c);
	T_STATUS(api_send(c.teacher.token, "PUT", api_format(
	    "/grades/course/%s/rules", c.course), "{\"weigh_by\":\"points\"}"),
	    200);
	T_SAME(reply_text(get(&c, ""), "categories.0.percent"), "84");
	T_SAME(total_of(&c), "79.6");
	api_free();
}

/* ---- Final grades */

static struct reply *
put_final(const struct class *c, const char *body, const char *version)
{
	const char *path = api_format("/grades/enrollment/%s/final", c->seat);

	return version == NULL ? api_send(c->teacher.token, "PUT", path,
	    body) : send_if(c->teacher.token, "PUT", path, body, version);
}

static void
another_final_has_a_reason(void)
{
	struct class c = class_made();
	struct reply *r;

	graded(&c);
	r = put_final(&c, "{\"final\":91.25}", NULL);
	T_TRUE(r->status == 422 && reply_names(r, "reason"));
	T_STATUS(put_final(&c, "{\"final\":80.2}", NULL), 200);
	T_SAME(reply_text(get(&c, ""), "is_override"), "false");
	r = put_final(&c, "{\"final\":91.25,\"reason\":\"A fine talk\"}",
	    "1");
	T_STATUS(r, 200);
	T_EQ(reply_int(r, "version"), 2);
	r = get(&c, "");
	T_SAME(reply_text(r, "final"), "91.25");
	T_SAME(reply_text(r, "final_letter"), "A");
	T_SAME(reply_text(r, "is_override"), "true");
	T_SAME(reply_text(r, "final_reason"), "A fine talk");
	r = put_final(&c, "{}", "1");
	T_PROBLEM(r, 412, "stale");
	T_SAME(reply_text(r, "current.final"), "91.25");
	T_SAME(reply_text(r, "current.reason"), "A fine talk");
	T_SAME(psql(api_format("select string_agg(action || version || "
	    "coalesce(reason, '') || (actor is not null), ' ' order by id) "
	    "from grading.policy_history where kind = 'final' and object_id "
	    "= '%s'", c.seat)), "insert1true update2A fine talktrue");
	api_free();
}

static void
a_class_keeps_overrides(void)
{
	struct class c = class_made();
	struct reply *r;
	const char *path = api_format("/grades/course/%s/finals", c.course);

	graded(&c);
	r = api_send(c.teacher.token, "POST", path, "{}");
	T_EQ(reply_int(r, "set"), 1);
	T_STATUS(put_final(&c, "{\"final\":59,\"reason\":\"Cheated\"}", NULL),
	    200);
	r = api_send(c.teacher.token, "POST", path, "{\"complete\":true}");
	T_EQ(reply_int(r, "set"), 0);
	T_EQ(reply_int(r, "overrides"), 1);
	r = get(&c, "");
	T_SAME(reply_text(r, "final"), "59");
	T_SAME(reply_text(r, "final_letter"), "F");
	T_STATUS(send_if(c.teacher.token, "DELETE", api_format(
	    "/grades/enrollment/%s/final", c.seat), NULL, "1"), 412);
	T_STATUS(send_if(c.teacher.token, "DELETE", api_format(
	    "/grades/enrollment/%s/final", c.seat), NULL, "2"), 204);
	T_STATUS(put_final(&c, "{}", "2"), 412);
	r = put_final(&c, "{}", "0");
	T_EQ(reply_int(r, "version"), 4);
	api_free();
}

/* ---- Parents */

static void
the_average_of_a_ward(void)
{
	struct somebody p = made_person("parent");
	struct class c = class_made();
	struct reply *r;

	graded(&c);
	psql(api_format("insert into identity.relations (person_id, "
	    "relative_id, kind) values ('%s', '%s', 'parent')", p.id,
	    c.student.id));
	r = api_get(p.token, "/dashboard");
	T_STATUS(r, 200);
	T_SAME(reply_text(r, "wards.0.average"), "80.2");
	T_SAME(reply_text(api_get(p.token, api_format("/students/%s/grades",
	    c.student.id)), "courses.0.average"), "80.2");
	T_SAME(reply_text(api_get(p.token, api_format(
	    "/grades/enrollment/%s", c.seat)), "average"), "80.2");
	api_free();
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "everywhere", one_total_everywhere },
		{ "the card", the_card_says_why },
		{ "derivation", the_derivation_in_words },
		{ "what if", what_if_stores_nothing },
		{ "what if not", what_if_takes_scores_alone },
		{ "odd rules", odd_rules },
		{ "by points", by_points },
		{ "overrides", another_final_has_a_reason },
		{ "a class", a_class_keeps_overrides },
		{ "wards", the_average_of_a_ward },
		CU_TEST_INFO_NULL,
	};

	api_start();
	return suite_run("totals", tests);
}
