/*
 * Averages and credits against a slow computation that shares no code with
 * ours: fractions of GMP over every attempt at every subject, sorted; codes
 * of transcripts, each of whose symbols is put wrong in every way; and what
 * a school signs.
 */
#include "core.h"
#include <gmp.h>
#include "arena.h"
#include "crypto.h"
#include "es256.h"
#include "grades/gpa.h"
#include "grades/signer.h"
#include "grades/tcode.h"
#include "unit/suite.h"

#define RECORDS 100000
#define ATTEMPTS_MAX 12

static uint64_t seed = 20261121;

static int
chance(int below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (int)(seed % (uint64_t)below);
}

/* ---- The reference */

/* The better of two, as a person would say it. */
static int
by_worth(const void *x, const void *y)
{
	const struct gpa_attempt *a = *(struct gpa_attempt *const *)x;
	const struct gpa_attempt *b = *(struct gpa_attempt *const *)y;

	if (a->points != b->points)
		return a->points < b->points ? 1 : -1;
	if (a->final != b->final)
		return a->final < b->final ? 1 : -1;
	return a < b ? 1 : -1;
}

/* Those that count of one subject's; how many. */
static size_t
reference_of(struct gpa_attempt *at, size_t n, const char *subject,
    enum gpa_repeats rule, struct gpa_attempt **out)
{
	size_t k = 0;

	for (size_t i = n; i-- > 0;) /* the latest first */
		if (strcmp(at[i].subject, subject) == 0 && at[i].final >= 0)
			out[k++] = &at[i];
	if (rule == GPA_BEST)
		qsort(out, k, sizeof(struct gpa_attempt *), by_worth);
	return rule == GPA_ALL || k == 0 ? k : 1;
}

static void
sum_up(mpq_t sum, mpq_t weight, const struct gpa_attempt *a)
{
	mpq_t points, credits;

	if (a->points < 0)
		return;
	mpq_inits(points, credits, NULL);
	mpq_set_ui(points, (unsigned)a->points, 100);
	mpq_canonicalize(points);
	mpq_set_ui(credits, (unsigned)a->credits, 1);
	mpq_mul(points, points, credits);
	mpq_add(sum, sum, points);
	mpq_add(weight, weight, credits);
	mpq_clears(points, credits, NULL);
}

/* floor(100 * sum / weight + 1/2) */
static int
rounded(mpq_t sum, mpq_t weight)
{
	mpq_t half;
	mpz_t whole;
	int v = GPA_NONE;

	mpq_init(half);
	mpz_init(whole);
	if (mpq_sgn(weight) > 0) {
		mpq_div(sum, sum, weight);
		mpq_set_ui(half, 100, 1);
		mpq_mul(sum, sum, half);
		mpq_set_ui(half, 1, 2);
		mpq_add(sum, sum, half);
		mpz_fdiv_q(whole, mpq_numref(sum), mpq_denref(sum));
		v = (int)mpz_get_si(whole);
	}
	mpq_clear(half);
	mpz_clear(whole);
	return v;
}

static const char *const subjects[] = { "A", "B", "C", "D", "E" };

static struct gpa
reference(struct gpa_attempt *at, size_t n, enum gpa_repeats rule)
{
	struct gpa_attempt *out[ATTEMPTS_MAX];
	struct gpa g = { 0 };
	mpq_t sum, weight;

	mpq_inits(sum, weight, NULL);
	for (size_t s = 0; s < NITEMS(subjects); s++) {
		size_t k = reference_of(at, n, subjects[s], rule, out);
		int earned = 0;

		for (size_t i = 0; i < k; i++) {
			sum_up(sum, weight, out[i]);
			if (out[i]->passed) /* the first one at last */
				earned = out[i]->credits;
		}
		g.earned += earned;
	}
	for (size_t i = 0; i < n; i++)
		g.attempted += at[i].final >= 0 ? at[i].credits : 0;
	g.average = rounded(sum, weight);
	mpq_clears(sum, weight, NULL);
	return g;
}

static struct gpa
reference_term(const struct gpa_attempt *at, size_t n, int term)
{
	struct gpa g = { 0 };
	mpq_t sum, weight;

	mpq_inits(sum, weight, NULL);
	for (size_t i = 0; i < n; i++) {
		if (at[i].term != term || at[i].final < 0)
			continue;
		g.attempted += at[i].credits;
		g.earned += at[i].passed ? at[i].credits : 0;
		sum_up(sum, weight, &at[i]);
	}
	g.average = rounded(sum, weight);
	mpq_clears(sum, weight, NULL);
	return g;
}

/* ---- Random records */

static size_t
random_record(struct gpa_attempt *at)
{
	static const int points[] = { 0, 70, 100, 130, 170, 200, 230, 270,
		300, 330, 370, 400, GPA_NONE };
	size_t n = (size_t)chance(ATTEMPTS_MAX + 1);
	int term = 0;

	for (size_t i = 0; i < n; i++) {
		term += chance(3) == 0;
		at[i] = (struct gpa_attempt){
			.subject = subjects[chance(NITEMS(subjects))],
			.term = term,
			.credits = 1 + chance(6),
			.points = points[chance(NITEMS(points))],
			.final = chance(6) == 0 ? GPA_NONE : chance(10001),
			.passed = chance(3) > 0,
		};
		if (at[i].final == GPA_NONE)
			at[i].points = GPA_NONE;
	}
	return n;
}

static bool
same(struct gpa a, struct gpa b)
{
	return a.attempted == b.attempted && a.earned == b.earned &&
	    a.average == b.average;
}

static void
averages_are_exact(void)
{
	static const enum gpa_repeats rules[] = { GPA_BEST, GPA_LATEST,
		GPA_ALL };
	struct gpa_attempt at[ATTEMPTS_MAX];
	struct gpa want;
	bool ok = true;

	for (int i = 0; i < RECORDS && ok; i++) {
		size_t n = random_record(at);
		int term = chance(5);

		for (size_t k = 0; k < NITEMS(rules); k++) {
			gpa_choose(at, n, rules[k]);
			want = reference(at, n, rules[k]);
			ok = ok && same(gpa_cumulative(at, n), want);
		}
		want = reference_term(at, n, term);
		ok = ok && same(gpa_term(at, n, term), want);
	}
	T_TRUE(ok);
}

/* A better letter never lowers an average, whatever counts. */
static void
more_points_are_never_less(void)
{
	struct gpa_attempt at[ATTEMPTS_MAX];
	bool ok = true;

	for (int i = 0; i < RECORDS && ok; i++) {
		size_t n = random_record(at), k;
		enum gpa_repeats rule = (enum gpa_repeats)chance(3);
		int before;

		k = n == 0 ? 0 : (size_t)chance((int)n);
		if (n == 0 || at[k].points == GPA_NONE)
			continue;
		gpa_choose(at, n, rule);
		before = gpa_cumulative(at, n).average;
		at[k].points += chance(100);
		if (rule == GPA_BEST && !at[k].counts)
			continue; /* may count from now on, and weigh */
		gpa_choose(at, n, rule);
		ok = gpa_cumulative(at, n).average >= before;
	}
	T_TRUE(ok);
}

/* ---- By hand */

static void
repeats_by_each_rule(void)
{
	struct gpa_attempt at[] = {
		{ "X", 1, 3, 100, 6500, true, false },
		{ "Y", 1, 4, 300, 8500, true, false },
		{ "X", 2, 3, 400, 9500, true, false },
		{ "X", 3, 3, 0, 4000, false, false },
	};

	gpa_choose(at, NITEMS(at), GPA_BEST);
	T_EQ(gpa_cumulative(at, NITEMS(at)).average, 343); /* 24 / 7 */
	T_EQ(gpa_cumulative(at, NITEMS(at)).earned, 7);
	gpa_choose(at, NITEMS(at), GPA_LATEST);
	T_EQ(gpa_cumulative(at, NITEMS(at)).average, 171); /* 12 / 7 */
	T_EQ(gpa_cumulative(at, NITEMS(at)).earned, 4);
	gpa_choose(at, NITEMS(at), GPA_ALL);
	T_EQ(gpa_cumulative(at, NITEMS(at)).average, 208); /* 27 / 13 */
	T_EQ(gpa_cumulative(at, NITEMS(at)).earned, 7);
	T_EQ(gpa_cumulative(at, NITEMS(at)).attempted, 13);
	T_EQ(gpa_term(at, NITEMS(at), 1).average, 214); /* 15 / 7 */
	T_EQ(gpa_repeats("best"), GPA_BEST);
	T_EQ(gpa_repeats("latest"), GPA_LATEST);
	T_EQ(gpa_repeats("all"), GPA_ALL);
}

static void
halves_go_up(void)
{
	struct gpa_attempt at[] = {
		{ "X", 1, 1, 1, 6500, true, false },
		{ "Y", 1, 1, 2, 8500, true, false },
	};

	T_EQ(gpa_term(at, 2, 1).average, 2);
	T_EQ(gpa_term(at, 1, 1).average, 1);
	T_EQ(gpa_term(at, 2, 2).average, GPA_NONE);
}

static void
standing_at_its_edges(void)
{
	T_SAME(gpa_standing(350, 350, 200), "honours");
	T_SAME(gpa_standing(349, 350, 200), "good");
	T_SAME(gpa_standing(200, 350, 200), "good");
	T_SAME(gpa_standing(199, 350, 200), "probation");
	T_SAME(gpa_standing(0, 350, 0), "good");
	T_TRUE(gpa_standing(GPA_NONE, 350, 200) == NULL);
}

/* ---- Codes */

static void
codes_are_read_as_people_write_them(void)
{
	static const char lower[] = "abcdefghijklmnopqrstuvwxyz";
	char code[TCODE_SIZE], shown[TCODE_SHOWN], back[TCODE_SIZE];

	for (int i = 0; i < 1000; i++) {
		tcode_make(code);
		tcode_show(code, shown);
		T_EQ(strlen(shown), 19);
		T_TRUE(tcode_read(shown, back));
		T_SAME(back, code);
		for (char *s = shown; *s != '\0'; s++) {
			if (*s >= 'A' && *s <= 'Z')
				*s = lower[*s - 'A'];
			else if (*s == '0' || *s == '1')
				*s = "ol"[*s - '0'];
		}
		T_TRUE(tcode_read(shown, back));
		T_SAME(back, code);
	}
	T_FALSE(tcode_read("", back));
	T_FALSE(tcode_read("000", back));
	T_TRUE(tcode_read("0000 0000 0000 0000", back));
	T_FALSE(tcode_read("0000 0000 0000 0000 0", back));
	T_FALSE(tcode_read("0000 0000 0000 000U", back));
	T_FALSE(tcode_read("\xef\xbc\x90"
			   "000000000000000",
	    back));
}

static bool
exchanges_fail(const char *code)
{
	char wrong[TCODE_SIZE], back[TCODE_SIZE];
	bool ok = true;

	memcpy(wrong, code, sizeof(wrong));
	for (size_t k = 0; k < TCODE_LEN; k++)
		for (size_t m = 0; m < k; m++) {
			wrong[k] = code[m];
			wrong[m] = code[k];
			if (code[k] != code[m])
				ok = ok && !tcode_read(wrong, back);
			wrong[k] = code[k];
			wrong[m] = code[m];
		}
	return ok;
}

/* Every symbol put wrong in every way, and every two exchanged. */
static void
no_wrong_symbol_passes(void)
{
	char code[TCODE_SIZE], wrong[TCODE_SIZE], back[TCODE_SIZE];
	bool ok = true;

	for (int i = 0; i < 50; i++) {
		tcode_make(code);
		memcpy(wrong, code, sizeof(wrong));
		for (size_t k = 0; k < TCODE_LEN; k++) {
			for (int c = 1; c < 256; c++) {
				wrong[k] = (char)c;
				if (tcode_read(wrong, back))
					ok = ok && strcmp(back, code) == 0;
			}
			wrong[k] = code[k];
		}
		ok = ok && exchanges_fail(code);
	}
	T_TRUE(ok);
}

/* ---- Signatures */

static void
what_is_signed_is_ours(void)
{
	struct arena a = { 0 };
	struct signer s, other;
	struct es256 *key;
	uint8_t sig[ES256_SIG_LEN];
	const char *jws, *dot;
	size_t n;

	T_TRUE(signer_make(&a, &s) && signer_make(&a, &other));
	T_TRUE(strcmp(s.kid, other.kid) != 0);
	T_TRUE(strstr(s.jwk, "\"d\"") == NULL);
	jws = signer_jws(&a, s.pem, "{\"alg\":\"ES256\"}", "{\"a\":1}");
	T_TRUE(strncmp(jws, "eyJhbGciOiJFUzI1NiJ9.eyJhIjoxfQ.", 32) == 0);
	dot = strrchr(jws, '.');
	T_TRUE(b64url_decode(dot + 1, strlen(dot + 1), sig, sizeof(sig), &n));
	key = es256_from_pem(s.pem, strlen(s.pem));
	T_TRUE(es256_verify(key, jws, (size_t)(dot - jws), sig));
	es256_free(key);
	key = es256_from_pem(other.pem, strlen(other.pem));
	T_FALSE(es256_verify(key, jws, (size_t)(dot - jws), sig));
	es256_free(key);
	T_TRUE(signer_jws(&a, "no key", "{}", "{}") == NULL);
	arena_free(&a);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "exact", averages_are_exact },
		{ "monotone", more_points_are_never_less },
		{ "repeats", repeats_by_each_rule },
		{ "halves", halves_go_up },
		{ "standing", standing_at_its_edges },
		{ "codes", codes_are_read_as_people_write_them },
		{ "wrong codes", no_wrong_symbol_passes },
		{ "signatures", what_is_signed_is_ours },
		CU_TEST_INFO_NULL,
	};

	return suite_run("gpa", tests);
}
