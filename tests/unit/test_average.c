/*
 * The weighted average against a slow one of GMP's fractions that shares no
 * code with it, over random sets of grades; its order, its direction, and the
 * halves that binary fractions get wrong.
 */
#include "core.h"
#include <gmp.h>
#include "arena.h"
#include "average.h"
#include "buf.h"
#include "unit/suite.h"

#define SETS		120000
#define TERMS_MAX	14

struct term {
	char	score[24], max[24], weight[24];
};

static uint64_t seed = 20260901;

static uint64_t
chance(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}

/* ---- The reference: one fraction, reduced at every step */

static void
read_fraction(mpq_t q, const char *s)
{
	const char *point = strchr(s, '.');
	size_t after = point == NULL ? 0 : strlen(point + 1);
	char digits[64];

	snprintf(digits, sizeof(digits), "%.*s%s", (int)(point == NULL ?
	    strlen(s) : (size_t)(point - s)), s, point == NULL ? "" :
	    point + 1);
	mpz_set_str(mpq_numref(q), digits, 10);
	mpz_ui_pow_ui(mpq_denref(q), 10, after);
	mpq_canonicalize(q);
}

/* Cut to hundredths; what is cut away decides whether one more is added. */
static void
round_fraction(const mpq_t q, char *out, size_t size)
{
	mpz_t whole, rest;
	unsigned long cents;

	mpz_inits(whole, rest, NULL);
	mpz_mul_ui(rest, mpq_numref(q), 100);
	mpz_tdiv_qr(whole, rest, rest, mpq_denref(q));
	mpz_mul_ui(rest, rest, 2);
	if (mpz_cmp(rest, mpq_denref(q)) >= 0)
		mpz_add_ui(whole, whole, 1);
	cents = mpz_tdiv_q_ui(whole, whole, 100);
	gmp_snprintf(out, size, cents == 0 ? "%Zd" : cents % 10 == 0 ?
	    "%Zd.%lu" : "%Zd.%02lu", whole, cents % 10 == 0 ? cents / 10 :
	    cents);
	mpz_clears(whole, rest, NULL);
}

static bool
reference(const struct term *t, size_t n, char *out, size_t size)
{
	mpq_t sum, weights, a, b;
	bool some;

	mpq_inits(sum, weights, a, b, NULL);
	for (size_t i = 0; i < n; i++) {
		read_fraction(a, t[i].score);
		read_fraction(b, t[i].max);
		mpq_div(a, a, b);
		read_fraction(b, t[i].weight);
		mpq_add(weights, weights, b);
		mpq_mul(a, a, b);
		mpq_add(sum, sum, a);
	}
	some = mpq_sgn(weights) > 0;
	if (some) {
		mpq_div(sum, sum, weights);
		mpq_set_ui(a, 100, 1);
		mpq_mul(sum, sum, a);
		round_fraction(sum, out, size);
	}
	mpq_clears(sum, weights, a, b, NULL);
	return some;
}

/* ---- Ours */

static bool
ours(struct average *a, const struct term *t, size_t n,
    char out[AVERAGE_SIZE])
{
	average_reset(a);
	for (size_t i = 0; i < n; i++)
		average_add_text(a, t[i].score, t[i].max, t[i].weight);
	return average_text(a, out);
}

/* ---- Random grades */

static void
decimal(char *out, size_t size, uint64_t units, unsigned scale)
{
	uint64_t one = 1;

	for (unsigned i = 0; i < scale; i++)
		one *= 10;
	if (scale == 0)
		snprintf(out, size, "%" PRIu64, units);
	else
		snprintf(out, size, "%" PRIu64 ".%0*" PRIu64, units / one,
		    (int)scale, units % one);
}

/* Usual ones; any that the tables hold; any at all that can be read. */
static void
random_term(struct term *t, unsigned kind)
{
	static const unsigned usual[] = { 10, 20, 25, 30, 40, 50, 100 };
	uint64_t max;

	if (kind == 0) {
		max = 100 * usual[chance(NITEMS(usual))];
		decimal(t->max, sizeof(t->max), max / 100, 0);
		decimal(t->score, sizeof(t->score), chance(max + 1), 2);
		decimal(t->weight, sizeof(t->weight), chance(21) * 50, 3);
	} else if (kind == 1) {
		max = 1 + chance(999999);
		decimal(t->max, sizeof(t->max), max, 2);
		decimal(t->score, sizeof(t->score), chance(max + 1), 2);
		decimal(t->weight, sizeof(t->weight), chance(1001), 3);
	} else {
		max = 1 + chance(UINT64_C(999999999999999999));
		decimal(t->max, sizeof(t->max), max, 4);
		decimal(t->score, sizeof(t->score), chance(max + 1), 4);
		decimal(t->weight, sizeof(t->weight),
		    chance(UINT64_C(1000000000000000000)), 4);
	}
}

static size_t
random_set(struct term *t)
{
	unsigned pick = (unsigned)chance(10);
	size_t n = chance(TERMS_MAX + 1);

	for (size_t i = 0; i < n; i++)
		random_term(&t[i], pick < 5 ? 0 : pick < 9 ? 1 : 2);
	return n;
}

static void
shuffle(struct term *t, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t k = chance(i);
		struct term x = t[i - 1];

		t[i - 1] = t[k];
		t[k] = x;
	}
}

static void
same_as_fractions(void)
{
	struct arena arena = { 0 };
	struct average a;
	unsigned wrong = 0, none = 0;

	average_init(&a, &arena);
	for (int i = 0; i < SETS && wrong < 10; i++) {
		struct term t[TERMS_MAX];
		size_t n = random_set(t);
		char mine[AVERAGE_SIZE] = "none", theirs[64] = "none";

		reference(t, n, theirs, sizeof(theirs));
		none += !ours(&a, t, n, mine);
		if (strcmp(mine, theirs) != 0) {
			wrong++;
			fprintf(stderr, "\n  set %d: %s, not %s", i, mine,
			    theirs);
		}
	}
	T_EQ(wrong, 0);
	T_TRUE(none > 1000 && none < SETS / 2);
	arena_free(&arena);
}

static void
order_does_not_matter(void)
{
	struct arena arena = { 0 };
	struct average a;
	unsigned wrong = 0;

	average_init(&a, &arena);
	for (int i = 0; i < SETS / 4; i++) {
		struct term t[TERMS_MAX];
		size_t n = random_set(t);
		char one[AVERAGE_SIZE] = "", two[AVERAGE_SIZE] = "";

		ours(&a, t, n, one);
		shuffle(t, n);
		ours(&a, t, n, two);
		wrong += strcmp(one, two) != 0;
	}
	T_EQ(wrong, 0);
	arena_free(&arena);
}

static int64_t
hundredths(const char *s)
{
	int64_t v = -1;

	T_TRUE(average_units(s, strlen(s), &v));
	return v;
}

/* One point more for one grade: never less, and never above its maximum. */
static void
a_higher_score_never_lowers_it(void)
{
	struct arena arena = { 0 };
	struct average a;
	unsigned wrong = 0;

	average_init(&a, &arena);
	for (int i = 0; i < SETS / 4; i++) {
		struct term t[TERMS_MAX];
		size_t n = random_set(t), k;
		char low[AVERAGE_SIZE], high[AVERAGE_SIZE];

		if (n == 0 || !ours(&a, t, n, low))
			continue;
		k = chance(n);
		memcpy(t[k].score, t[k].max, sizeof(t[k].score));
		ours(&a, t, n, high);
		wrong += hundredths(high) < hundredths(low) ||
		    hundredths(high) > hundredths("100");
	}
	T_EQ(wrong, 0);
	arena_free(&arena);
}

/* ---- By hand */

static const char *
of(const struct term *t, size_t n)
{
	static char out[AVERAGE_SIZE];
	struct arena arena = { 0 };
	struct average a;
	bool some;

	average_init(&a, &arena);
	some = ours(&a, t, n, out);
	arena_free(&arena);
	return some ? out : "none";
}

#define OF(...)	of((const struct term[]){ __VA_ARGS__ }, \
    sizeof((const struct term[]){ __VA_ARGS__ }) / sizeof(struct term))

static void
known_ones(void)
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
	T_SAME(OF({ "1", "3", "0.5" }, { "2", "3", "0.5" },
	    { "0.00015", "1", "0" }), "none");
	T_SAME(OF({ "1", "3", "0.5" }, { "1", "6", "0.5" },
	    { "0.5003", "1", "1" }), "37.52");
}

static void
none_at_all(void)
{
	T_SAME(of(NULL, 0), "none");
	T_SAME(OF({ "5", "10", "0" }), "none");
	T_SAME(OF({ "5", "10", "0" }, { "6", "10", "0.000" }), "none");
	T_SAME(OF({ "5", "0", "1" }), "none");
	T_SAME(OF({ "-5", "10", "1" }), "none");
	T_SAME(OF({ "NaN", "10", "1" }), "none");
	T_SAME(OF({ "9", "10", "1" }, { "x", "10", "1" }), "none");
}

static void
decimals(void)
{
	static const char *const bad[] = { "", ".", ".5", "5.", "+5", "-5",
	    "1e3", "1,5", " 5", "5 ", "0x10", "0.00001", "123456789012345",
	    "NaN", "Infinity", "1.2.3" };
	int64_t v = 7;

	for (size_t i = 0; i < NITEMS(bad); i++)
		T_FALSE(average_units(bad[i], strlen(bad[i]), &v));
	T_EQ(v, 7);
	T_TRUE(average_units("12.5", 4, &v));
	T_EQ(v, 125000);
	T_TRUE(average_units("007.50000000", 12, &v));
	T_EQ(v, 75000);
	T_TRUE(average_units("99999999999999.9999", 19, &v));
	T_EQ(v, INT64_C(999999999999999999));
	T_TRUE(average_units("12.5garbage", 4, &v));
	T_EQ(v, 125000);
}

/* More than 340 of the largest terms do not fit one sum of 128 bits. */
static void
sums_overflow(void)
{
	struct arena arena = { 0 };
	struct average a;
	char text[AVERAGE_SIZE];
	struct buf b;

	average_init(&a, &arena);
	for (int i = 0; i < 1500; i++)
		average_add_text(&a, i % 3 == 0 ? "99999999999999.9998" :
		    "49999999999999.9999", "99999999999999.9998",
		    "99999999999999.9999");
	T_TRUE(average_text(&a, text));
	T_SAME(text, "66.67");
	buf_init(&b, &arena, 100);
	average_json(&a, &b);
	average_reset(&a);
	buf_lit(&b, " ");
	average_json(&a, &b);
	T_SAME(buf_text(&b), "66.67 null");
	arena_free(&arena);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "known ones", known_ones },
		{ "halves", halves },
		{ "none at all", none_at_all },
		{ "decimals", decimals },
		{ "sums overflow", sums_overflow },
		{ "same as fractions", same_as_fractions },
		{ "order", order_does_not_matter },
		{ "monotone", a_higher_score_never_lowers_it },
		CU_TEST_INFO_NULL,
	};

	return suite_run("average", tests);
}
