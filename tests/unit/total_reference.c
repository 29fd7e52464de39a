#include "core.h"
#include <gmp.h>
#include "unit/total_reference.h"

#define MARKS_MAX	32

/* A mark that counts in a category. */
struct mark {
	mpq_t	 weight, part;	/* part: weight times ratio */
	size_t	 assignment;
};

struct category {
	struct mark	 regular[MARKS_MAX];
	unsigned	 n;
	mpq_t		 extra;
};

static void
set_units(mpq_t q, int64_t units)
{
	mpq_set_si(q, units, 10000);
	mpq_canonicalize(q);
}

/* ---- What one mark is worth */

static void
curve(mpq_t points, const struct total_assignment *a)
{
	mpq_t value, max;

	mpq_inits(value, max, NULL);
	set_units(max, a->max);
	set_units(value, a->curve_value);
	if (a->curve == TOTAL_CURVE_ADD)
		mpq_add(points, points, value);
	if (a->curve == TOTAL_CURVE_BEST) {
		mpq_mul(points, points, max);
		mpq_div(points, points, value);
	}
	if (mpq_cmp(points, max) > 0)
		mpq_set(points, max);
	mpq_clears(value, max, NULL);
}

static void
penalty(mpq_t points, const struct total_assignment *a, int days)
{
	mpq_t lost, most, hundred;

	mpq_inits(lost, most, hundred, NULL);
	mpq_set_si(lost, days, 1);
	set_units(most, a->late_per_day);
	mpq_mul(lost, lost, most);
	set_units(most, a->late_max);
	if (mpq_cmp(lost, most) > 0)
		mpq_set(lost, most);
	mpq_set_ui(hundred, 100, 1);
	mpq_sub(lost, hundred, lost);
	mpq_div(lost, lost, hundred);
	mpq_mul(points, points, lost);
	mpq_clears(lost, most, hundred, NULL);
}

static void
ratio(mpq_t out, const struct total_assignment *a, const struct total_mark *m)
{
	mpq_t max;

	mpq_set_ui(out, 0, 1);
	if (m->state != TOTAL_GRADED)
		return;
	set_units(out, m->score);
	if (a->curve != TOTAL_NO_CURVE)
		curve(out, a);
	penalty(out, a, m->days_late);
	mpq_init(max);
	set_units(max, a->max);
	mpq_div(out, out, max);
	mpq_clear(max);
}

/* ---- A category */

static void
collect(struct category *c, const struct total_rules *r,
    const struct total_mark *marks, int number)
{
	mpq_t w, part;

	c->n = 0;
	mpq_init(c->extra);
	mpq_inits(w, part, NULL);
	for (size_t i = 0; i < r->nassignments; i++) {
		const struct total_assignment *a = &r->assignments[i];

		if (marks[i].state == TOTAL_UNGRADED ||
		    marks[i].state == TOTAL_EXCUSED ||
		    (r->ncategories > 0 && a->category != number))
			continue;
		set_units(w, r->by_points ? a->max : a->weight);
		ratio(part, a, &marks[i]);
		mpq_mul(part, part, w);
		if (a->is_extra) {
			mpq_add(c->extra, c->extra, part);
		} else if (mpq_sgn(w) > 0) {
			struct mark *m = &c->regular[c->n++];

			mpq_inits(m->weight, m->part, NULL);
			mpq_set(m->weight, w);
			mpq_set(m->part, part);
			m->assignment = i;
		}
	}
	mpq_clears(w, part, NULL);
}

static void
category_free(struct category *c)
{
	for (unsigned i = 0; i < c->n; i++)
		mpq_clears(c->regular[i].weight, c->regular[i].part, NULL);
	mpq_clear(c->extra);
}

static void
score_of(mpq_t out, const struct category *c, unsigned kept)
{
	mpq_t below;

	mpq_init(below);
	mpq_set(out, c->extra);
	for (unsigned i = 0; i < c->n; i++) {
		if ((kept >> i & 1) == 0)
			continue;
		mpq_add(out, out, c->regular[i].part);
		mpq_add(below, below, c->regular[i].weight);
	}
	mpq_div(out, out, below);
	mpq_clear(below);
}

/* Of two sets: the one that has the first mark that is not in both. */
static bool
is_earlier(unsigned a, unsigned b)
{
	unsigned differ = a ^ b;

	return (a & differ & (~differ + 1)) != 0;
}

static unsigned
best_set(mpq_t best, const struct category *c, int drop)
{
	int keep = (int)c->n - drop > 1 ? (int)c->n - drop : 1;
	unsigned found = 0;
	mpq_t one;

	mpq_init(one);
	for (unsigned set = 1; set < 1u << c->n; set++) {
		int order;

		if (__builtin_popcount(set) != keep)
			continue;
		score_of(one, c, set);
		order = found == 0 ? 1 : mpq_cmp(one, best);
		if (order < 0 || (order == 0 && !is_earlier(set, found)))
			continue;
		mpq_set(best, one);
		found = set;
	}
	mpq_clear(one);
	return found;
}

/* ---- Shown */

/* Cut to hundredths; what is cut away decides whether one more is added. */
static int64_t
show(const mpq_t q)
{
	mpz_t cut, rest;
	int64_t v;

	mpz_inits(cut, rest, NULL);
	mpz_mul_ui(rest, mpq_numref(q), 10000);
	mpz_tdiv_qr(cut, rest, rest, mpq_denref(q));
	mpz_mul_ui(rest, rest, 2);
	if (mpz_cmp(rest, mpq_denref(q)) >= 0)
		mpz_add_ui(cut, cut, 1);
	v = mpz_fits_slong_p(cut) ? mpz_get_si(cut) : INT64_MAX;
	mpz_clears(cut, rest, NULL);
	return v;
}

/* ---- All of it */

static void
add_category(const struct total_rules *r, int number,
    const struct total_mark *marks, mpq_t sums[2], int64_t *shown,
    bool *dropped)
{
	const struct total_category alone = { .weight = 10000 };
	const struct total_category *k = r->ncategories == 0 ? &alone :
	    &r->categories[number];
	struct category c;
	unsigned kept;
	mpq_t score, w;

	collect(&c, r, marks, number);
	*shown = TOTAL_NONE;
	if (c.n > 0) {
		mpq_inits(score, w, NULL);
		kept = best_set(score, &c, k->drop);
		for (unsigned i = 0; i < c.n; i++)
			dropped[c.regular[i].assignment] =
			    (kept >> i & 1) == 0;
		*shown = show(score);
		set_units(w, k->weight);
		mpq_mul(score, score, w);
		mpq_add(sums[0], sums[0], score);
		if (!k->is_extra)
			mpq_add(sums[1], sums[1], w);
		mpq_clears(score, w, NULL);
	}
	category_free(&c);
}

int64_t
reference_total(const struct total_rules *r, const struct total_mark *marks,
    int64_t *categories, bool *dropped)
{
	int n = r->ncategories == 0 ? 1 : (int)r->ncategories;
	int64_t v = TOTAL_NONE;
	mpq_t sums[2];

	mpq_inits(sums[0], sums[1], NULL);
	memset(dropped, 0, r->nassignments * sizeof(*dropped));
	for (int i = 0; i < n; i++)
		add_category(r, i, marks, sums, &categories[i], dropped);
	if (mpq_sgn(sums[1]) > 0) {
		mpq_div(sums[0], sums[0], sums[1]);
		v = show(sums[0]);
		v = v > 10000 ? 10000 : v;
	}
	mpq_clears(sums[0], sums[1], NULL);
	return v;
}
