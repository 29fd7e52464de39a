/*
 * Totals by hand: what a person would find with pencil and paper, halves that
 * binary fractions get wrong, and what a school should never do but may.
 */
#include "core.h"
#include "arena.h"
#include "buf.h"
#include "total.h"
#include "unit/suite.h"

#define TERMS_MAX	16u

/* One mark with its assignment: score NULL: not graded. */
struct term {
	const char	*score, *max, *weight;
	int		 category, days_late;
	bool		 is_extra;
};

struct kind {
	const char	*weight;
	int		 drop;
	bool		 is_extra;
};

static int64_t
units(const char *s)
{
	int64_t v = -1;

	T_TRUE(total_units(s, strlen(s), &v));
	return v;
}

static struct total_mark
mark_of(const char *score)
{
	struct total_mark m = { .state = TOTAL_UNGRADED };

	if (score == NULL)
		return m;
	m.state = strcmp(score, "missing") == 0 ? TOTAL_MISSING :
	    strcmp(score, "excused") == 0 ? TOTAL_EXCUSED : TOTAL_GRADED;
	if (m.state == TOTAL_GRADED)
		m.score = *score == '-' ? -units(score + 1) : units(score);
	return m;
}

static struct total_assignment assignments[TERMS_MAX];
static struct total_category categories[TERMS_MAX];
static struct total_mark marks[TERMS_MAX];
static struct total_rules rules;

static void
set_up(const struct kind *k, size_t nk, const struct term *t, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		assignments[i] = (struct total_assignment){
		    .max = units(t[i].max), .weight = units(t[i].weight),
		    .category = nk == 0 ? -1 : t[i].category,
		    .is_extra = t[i].is_extra,
		    .late_per_day = units("10"), .late_max = units("50") };
		marks[i] = mark_of(t[i].score);
		marks[i].days_late = t[i].days_late;
	}
	for (size_t i = 0; i < nk; i++)
		categories[i] = (struct total_category){
		    .weight = units(k[i].weight), .drop = k[i].drop,
		    .is_extra = k[i].is_extra };
	rules = (struct total_rules){ .categories = categories,
	    .ncategories = nk, .assignments = assignments, .nassignments = n };
}

/* The total; where there are categories their scores in parentheses. */
static const char *
result(void)
{
	static char out[512];
	char text[TOTAL_SIZE];
	struct arena arena = { 0 };
	struct total_plan *plan = total_plan(&arena, &rules);
	struct total t;
	size_t at;

	total_init(&t, plan, &arena);
	total_of(plan, marks, &t);
	at = (size_t)snprintf(out, sizeof(out), "%s", total_text(t.shown,
	    text) ? text : "none");
	for (size_t c = 0; c < rules.ncategories; c++)
		at += (size_t)snprintf(out + at, sizeof(out) - at, "%s%s%s",
		    c == 0 ? " (" : " ", total_text(t.categories[c], text) ?
		    text : "none", c + 1 == rules.ncategories ? ")" : "");
	for (size_t i = 0; i < rules.nassignments; i++)
		if (t.dropped[i])
			at += (size_t)snprintf(out + at, sizeof(out) - at,
			    " -%zu", i);
	arena_free(&arena);
	return out;
}

#define TERMS(...)	(const struct term[]){ __VA_ARGS__ }, \
    sizeof((const struct term[]){ __VA_ARGS__ }) / sizeof(struct term)
#define KINDS(...)	(const struct kind[]){ __VA_ARGS__ }, \
    sizeof((const struct kind[]){ __VA_ARGS__ }) / sizeof(struct kind)
#define OF(...)		(set_up(NULL, 0, TERMS(__VA_ARGS__)), result())

static void
plain_ones(void)
{
	T_SAME(OF({ "87.5", "100", "1" }), "87.5");
	T_SAME(OF({ "18", "20", "0.2" }, { "45", "50", "0.3" }), "90");
	T_SAME(OF({ "0", "20", "0.2" }), "0");
	T_SAME(OF({ "20", "20", "0.001" }), "100");
	T_SAME(OF({ "1", "3", "1" }), "33.33");
	T_SAME(OF({ "2", "3", "1" }), "66.67");
	T_SAME(OF({ "9", "30", "0.1" }, { "80", "100", "0" }), "30");
	T_SAME(OF({ "7.05", "100", "1" }), "7.05");
	T_SAME(OF({ "0.01", "9999.99", "1" }), "0");
}

/* A half goes away from zero; doubles would have it below or above. */
static void
halves(void)
{
	T_SAME(OF({ "13333", "20000", "1" }), "66.67");
	T_SAME(OF({ "13331", "20000", "1" }), "66.66");
	T_SAME(OF({ "1", "20000", "1" }), "0.01");
	T_SAME(OF({ "1", "20001", "1" }), "0");
	T_SAME(OF({ "1.005", "100", "1" }), "1.01");
	T_SAME(OF({ "8.345", "100", "0.1" }, { "8.345", "100", "0.2" }),
	    "8.35");
	T_SAME(OF({ "1", "3", "0.5" }, { "1", "6", "0.5" },
	    { "0.0002", "1", "0.5" }), "16.67");
	T_SAME(OF({ "1", "3", "0.5" }, { "1", "6", "0.5" },
	    { "0.5003", "1", "1" }), "37.52");
	set_up(KINDS({ "0.5" }, { "0.5" }), TERMS({ "8.345", "100", "1", 0 },
	    { "8.345", "100", "1", 1 }));
	T_SAME(result(), "8.35 (8.35 8.35)");
	set_up(KINDS({ "0.3" }, { "0.3" }), TERMS({ "1", "3", "1", 0 },
	    { "0.6668", "1.0002", "1", 1 }));
	T_SAME(result(), "50 (33.33 66.67)");
}

static void
missing_and_excused(void)
{
	T_SAME(OF({ "80", "100", "1" }, { NULL, "100", "1" }), "80");
	T_SAME(OF({ "80", "100", "1" }, { "excused", "100", "1" }), "80");
	T_SAME(OF({ "80", "100", "1" }, { "missing", "100", "1" }), "40");
	T_SAME(OF({ "missing", "100", "1" }), "0");
	T_SAME(OF({ "excused", "100", "1" }), "none");
}

static void
late_ones(void)
{
	T_SAME(OF({ "80", "100", "1", .days_late = 1 }), "72");
	T_SAME(OF({ "80", "100", "1", .days_late = 4 }), "48");
	T_SAME(OF({ "80", "100", "1", .days_late = 365 }), "40");
	set_up(NULL, 0, TERMS({ "80", "100", "1", .days_late = 3 }));
	assignments[0].late_max = units("100");
	assignments[0].late_per_day = units("33.33");
	T_SAME(result(), "0.01");
	marks[0].days_late = 4;
	T_SAME(result(), "0");
	marks[0].state = TOTAL_MISSING;
	T_SAME(result(), "0");
}

static void
curves(void)
{
	set_up(NULL, 0, TERMS({ "80", "100", "1" }));
	assignments[0].curve = TOTAL_CURVE_ADD;
	assignments[0].curve_value = units("5");
	T_SAME(result(), "85");
	marks[0].score = units("97");
	T_SAME(result(), "100");
	assignments[0].curve = TOTAL_CURVE_BEST;
	assignments[0].curve_value = units("90");
	marks[0].score = units("60");
	T_SAME(result(), "66.67");
	marks[0].score = units("95");
	T_SAME(result(), "100");
	marks[0].days_late = 2;
	T_SAME(result(), "80");
	marks[0].state = TOTAL_MISSING;
	T_SAME(result(), "0");
}

/* ---- Dropping */

/* Kane and Kane's Beth: her worst quiz is the one to keep. */
static void
best_drop(void)
{
	set_up(KINDS({ "1", 1 }), TERMS({ "80", "100", "1" },
	    { "20", "100", "1" }, { "1", "20", "1" }));
	rules.by_points = true;
	T_SAME(result(), "67.5 (67.5) -1");
	set_up(KINDS({ "1", 1 }), TERMS({ "5", "10", "1" }, { "5", "10", "1" },
	    { "9", "10", "1" }));
	T_SAME(result(), "70 (70) -1");
	set_up(KINDS({ "1", 1 }), TERMS({ "9", "10", "0.1" },
	    { "6", "10", "1" }, { "excused", "10", "1" }, { NULL, "10", "1" },
	    { "missing", "10", "0.5" }));
	T_SAME(result(), "62.73 (62.73) -4");
}

static void
more_drops_than_marks(void)
{
	set_up(KINDS({ "1", 3 }), TERMS({ "7", "10", "1" }, { "9", "10", "1" },
	    { "8", "10", "1" }));
	T_SAME(result(), "90 (90) -0 -2");
	categories[0].drop = 100;
	T_SAME(result(), "90 (90) -0 -2");
	marks[1].state = TOTAL_UNGRADED;
	T_SAME(result(), "80 (80) -0");
	marks[2].state = TOTAL_EXCUSED;
	T_SAME(result(), "70 (70)");
	marks[0].state = TOTAL_UNGRADED;
	T_SAME(result(), "none (none)");
}

/* It weighs nothing, so it is not one of those from which is dropped. */
static void
drops_beside_nothing(void)
{
	set_up(KINDS({ "1", 1 }), TERMS({ "7", "10", "1" }, { "9", "10", "0" },
	    { "2", "10", "0" }));
	T_SAME(result(), "70 (70)");
	assignments[1].weight = units("0.5");
	T_SAME(result(), "90 (90) -0");
}

/* ---- Categories */

static void
categories_weigh(void)
{
	set_up(KINDS({ "0.4" }, { "0.6" }), TERMS({ "9", "10", "1", 0 },
	    { "8", "10", "1", 0 }, { "70", "100", "1", 1 },
	    { "100", "100", "1", -1 }));
	T_SAME(result(), "76 (85 70)");
	marks[2].state = TOTAL_UNGRADED;
	T_SAME(result(), "85 (85 none)");
	marks[2].state = TOTAL_MISSING;
	T_SAME(result(), "34 (85 0)");
}

static void
extra_credit(void)
{
	set_up(KINDS({ "0.5" }, { "0.5" }, { "0.1", 0, true }), TERMS(
	    { "8", "10", "1", 0 }, { "3", "10", "1", 0, 0, true },
	    { "90", "100", "1", 1 }, { "5", "10", "1", 2 }));
	T_SAME(result(), "100 (110 90 50)");
	marks[1].score = 0;
	T_SAME(result(), "90 (80 90 50)");
	marks[3].state = TOTAL_UNGRADED;
	T_SAME(result(), "85 (80 90 none)");
	marks[0].state = TOTAL_UNGRADED;
	marks[1].score = units("10");
	T_SAME(result(), "90 (none 90 none)");
	marks[2].state = TOTAL_UNGRADED;
	marks[3].state = TOTAL_GRADED;
	T_SAME(result(), "none (none none 50)");
}

static void
nothing_to_compute(void)
{
	set_up(NULL, 0, NULL, 0);
	T_SAME(result(), "none");
	T_SAME(OF({ "5", "10", "0" }), "none");
	T_SAME(OF({ "5", "10", "0" }, { "6", "10", "0.000" }), "none");
	T_SAME(OF({ NULL, "10", "1" }), "none");
	set_up(KINDS({ "0" }, { "0" }), TERMS({ "5", "10", "1", 0 },
	    { "6", "10", "1", 1 }));
	T_SAME(result(), "none (50 60)");
	set_up(KINDS({ "1" }, { "1" }), TERMS({ "5", "10", "1", -1 }));
	T_SAME(result(), "none (none none)");
	set_up(KINDS({ "0", 2 }), NULL, 0);
	T_SAME(result(), "none (none)");
}

static void
no_sense(void)
{
	T_SAME(OF({ "5", "0", "1" }), "none");
	T_SAME(OF({ "-5", "10", "1" }), "none");
	T_SAME(OF({ "9", "10", "1" }, { "10.01", "10", "1" }), "none");
	T_SAME(OF({ "9", "10", "1", .days_late = -1 }), "none");
	set_up(KINDS({ "1" }), TERMS({ "9", "10", "1", 1 }));
	T_SAME(result(), "none (none)");
	assignments[0].category = -2;
	T_SAME(result(), "none (none)");
	assignments[0].category = 0;
	assignments[0].curve = TOTAL_CURVE_BEST;
	T_SAME(result(), "none (none)");
	assignments[0].curve = TOTAL_NO_CURVE;
	assignments[0].late_max = units("100.01");
	T_SAME(result(), "none (none)");
	assignments[0].late_max = units("100");
	categories[0].drop = -1;
	T_SAME(result(), "none (none)");
	categories[0].drop = 0;
	categories[0].weight = -1;
	T_SAME(result(), "none (none)");
	categories[0].weight = 1;
	T_SAME(result(), "90 (90)");
}

#define HUGE	"99999999999999.9999"

static void
huge_ones(void)
{
	T_SAME(OF({ HUGE, HUGE, HUGE }, { "0", "0.0001", HUGE }), "50");
	set_up(KINDS({ HUGE, 1 }, { "0.0001" }, { HUGE, 0, true }), TERMS(
	    { "3333.3333", "10000.0003", HUGE, 0, 365 },
	    { "1", "9999.99", "0.0001", 0, 4 }, { "0", HUGE, "0.0001", 0 },
	    { HUGE, HUGE, "0.0001", 1 }, { "0.0001", HUGE, "1", 2 }));
	T_SAME(result(), "16.67 (16.67 100 0) -2");
	T_SAME(OF({ "0.0001", "0.0003", "0.0001" }), "33.33");
	set_up(KINDS({ "1" }), TERMS({ "0", HUGE, "0.0001", 0 },
	    { HUGE, HUGE, HUGE, 0, 0, true }));
	T_SAME(result(), "100 (92233720368547758.07)");
}

/* ---- Texts and letters */

static void
decimals(void)
{
	static const char *const bad[] = { "", ".", ".5", "5.", "+5", "-5",
	    "1e3", "1,5", " 5", "5 ", "0x10", "0.00001", "123456789012345",
	    "NaN", "Infinity", "1.2.3", "1e309", "\xef\xbc\x99" };
	int64_t v = 7;

	for (size_t i = 0; i < NITEMS(bad); i++)
		T_FALSE(total_units(bad[i], strlen(bad[i]), &v));
	T_EQ(v, 7);
	T_TRUE(total_units("12.5", 4, &v));
	T_EQ(v, 125000);
	T_TRUE(total_units("007.50000000", 12, &v));
	T_EQ(v, 75000);
	T_TRUE(total_units(HUGE, 19, &v));
	T_EQ(v, INT64_C(999999999999999999));
	T_TRUE(total_units("12.5garbage", 4, &v));
	T_EQ(v, 125000);
}

static void
texts(void)
{
	struct arena arena = { 0 };
	char text[TOTAL_SIZE];
	struct buf b;

	T_TRUE(total_text(INT64_MAX, text));
	T_SAME(text, "92233720368547758.07");
	T_FALSE(total_text(TOTAL_NONE, text));
	buf_init(&b, &arena, 100);
	total_json(6670, &b);
	buf_lit(&b, " ");
	total_json(TOTAL_NONE, &b);
	buf_lit(&b, " ");
	total_json(5, &b);
	T_SAME(buf_text(&b), "66.7 null 0.05");
	arena_free(&arena);
}

static const char *
letter(int64_t shown)
{
	static const struct total_step steps[] = { { 7000, "C", NULL },
	    { 9000, "A", "4" }, { 8000, "B", "3" } };
	const struct total_step *s = total_step(steps, NITEMS(steps), shown);

	return s == NULL ? "none" : s->letter;
}

static void
letters(void)
{
	T_SAME(letter(10000), "A");
	T_SAME(letter(9000), "A");
	T_SAME(letter(8999), "B");
	T_SAME(letter(7000), "C");
	T_SAME(letter(6999), "none");
	T_SAME(letter(TOTAL_NONE), "none");
	T_TRUE(total_step(NULL, 0, 5000) == NULL);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "plain ones", plain_ones },
		{ "halves", halves },
		{ "missing and excused", missing_and_excused },
		{ "late", late_ones },
		{ "curves", curves },
		{ "the best drop", best_drop },
		{ "more drops than marks", more_drops_than_marks },
		{ "drops beside nothing", drops_beside_nothing },
		{ "categories", categories_weigh },
		{ "extra credit", extra_credit },
		{ "nothing to compute", nothing_to_compute },
		{ "no sense", no_sense },
		{ "huge ones", huge_ones },
		{ "decimals", decimals },
		{ "texts", texts },
		{ "letters", letters },
		CU_TEST_INFO_NULL,
	};

	return suite_run("total_known", tests);
}
