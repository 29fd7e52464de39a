#include "core.h"
#include "arena.h"
#include "total_plan.h"

#define PERCENT		10000u		/* in hundredths of one */
#define SHIFT		40		/* bits after the point of a bound */

typedef unsigned __int128 wide;
typedef __int128 whole;

/* ---- One mark */

static uint64_t
curved(const struct total_assignment *a, uint64_t score)
{
	uint64_t max = (uint64_t)a->max, v = (uint64_t)a->curve_value;

	switch (a->curve) {
	case TOTAL_CURVE_ADD:
		return score < max - v ? score + v : max;
	case TOTAL_CURVE_BEST:
		return score < v ? score : v;
	case TOTAL_NO_CURVE:
		break;
	}
	return score;
}

static uint64_t
kept_of(const struct total_term *t, int days_late)
{
	wide lost = (wide)t->per_day * (unsigned)days_late;

	return t->late - (lost < t->late_max ? (uint64_t)lost : t->late_max);
}

enum total_counted
total_points(const struct total_term *t, const struct total_mark *m,
    uint64_t *score, uint64_t *keep)
{
	*score = 0;
	*keep = t->late;
	switch (m->state) {
	case TOTAL_UNGRADED:
	case TOTAL_EXCUSED:
		return TOTAL_OUT;
	case TOTAL_MISSING:
		return TOTAL_IN;
	case TOTAL_GRADED:
		break;
	}
	if (m->score < 0 || m->score > t->as->max || m->days_late < 0)
		return TOTAL_WRONG;
	*score = curved(t->as, (uint64_t)m->score);
	*keep = kept_of(t, m->days_late);
	return TOTAL_IN;
}

/* ---- The plan */

static wide
gcd(wide a, wide b)
{
	while (b != 0) {
		wide r = a % b;

		a = b;
		b = r;
	}
	return a;
}

static bool
makes_sense(const struct total_rules *r, const struct total_assignment *a)
{
	if (a->max <= 0 || a->weight < 0 || a->late_per_day < 0 ||
	    a->late_max < 0 || a->late_max > (int64_t)TOTAL_ALL_LATE ||
	    a->category < -1 || (a->category >= 0 &&
	    (size_t)a->category >= r->ncategories))
		return false;
	return a->curve == TOTAL_NO_CURVE || (a->curve_value > 0 &&
	    a->curve_value <= a->max);
}

static void
term_init(struct total_term *t, const struct total_rules *r, size_t at)
{
	const struct total_assignment *a = &r->assignments[at];
	uint64_t g = (uint64_t)gcd(gcd(TOTAL_ALL_LATE,
	    (uint64_t)a->late_per_day), (uint64_t)a->late_max);

	*t = (struct total_term){ .as = a, .at = (uint32_t)at,
	    .weight = (uint64_t)(r->by_points ? a->max : a->weight),
	    .base = (uint64_t)(a->curve == TOTAL_CURVE_BEST ?
	    a->curve_value : a->max), .late = 1 };
	if (a->late_per_day > 0 && a->late_max > 0) {
		t->late = TOTAL_ALL_LATE / g;
		t->per_day = (uint64_t)a->late_per_day / g;
		t->late_max = (uint64_t)a->late_max / g;
	}
}

/* Terms of one category stand together, in the order of assignments. */
static void
set_terms(struct total_plan *p, struct total_set *s, int category)
{
	const struct total_rules *r = p->rules;

	s->first = p->nterms;
	for (size_t i = 0; i < r->nassignments; i++) {
		const struct total_assignment *a = &r->assignments[i];

		if ((r->ncategories > 0 && a->category != category) ||
		    (!r->by_points && a->weight == 0))
			continue;
		term_init(&p->terms[p->nterms++], r, i);
	}
	s->n = p->nterms - s->first;
}

/* What a term's weight over base * late is, reduced. */
static wide
below(const struct total_term *t, wide *above)
{
	wide all = (wide)t->base * t->late, g = gcd(all, t->weight);

	*above = t->weight / g;
	return all / g;
}

/* False: the denominator that all terms share is too long. */
static bool
shared_denominator(const struct total_term *t, size_t n, wide *out)
{
	wide all = 1, above;

	for (size_t i = 0; i < n; i++) {
		wide one = below(&t[i], &above);

		if (__builtin_mul_overflow(all, one / gcd(all, one), &all) ||
		    all > TOTAL_ROOM)
			return false;
	}
	*out = all;
	return true;
}

/* False: too long; then all terms are made again, in any length. */
static bool
set_shares(struct total_plan *p, const struct total_set *s)
{
	struct total_term *t = p->terms + s->first;
	wide all, g = 0, sum = 0;

	if (!shared_denominator(t, s->n, &all))
		return false;
	for (size_t i = 0; i < s->n; i++) {
		wide above, one = below(&t[i], &above), factor, share;

		if (__builtin_mul_overflow(above, all / one, &factor) ||
		    __builtin_mul_overflow(all, t[i].weight, &share) ||
		    __builtin_add_overflow(sum, share, &sum) ||
		    factor > TOTAL_ROOM || sum > TOTAL_ROOM)
			return false;
		t[i].factor = (uint64_t)factor;
		t[i].share = (uint64_t)share;
		g = gcd(gcd(factor, share), g);
	}
	for (size_t i = 0; i < s->n; i++) {
		t[i].factor /= (uint64_t)g;
		t[i].share /= (uint64_t)g;
	}
	return true;
}

static bool
equal_weights(const struct total_plan *p, const struct total_set *s)
{
	const struct total_term *t = p->terms + s->first;
	uint64_t weight = 0;

	for (size_t i = 0; i < s->n; i++) {
		if (t[i].as->is_extra)
			continue;
		if (weight != 0 && t[i].weight != weight)
			return false;
		weight = t[i].weight;
	}
	return true;
}

static void
plan_sets(struct total_plan *p)
{
	static const struct total_category alone = { .weight = TOTAL_UNIT };
	const struct total_rules *r = p->rules;
	wide g = 0;

	for (size_t c = 0; c < p->nsets; c++) {
		const struct total_category *k = r->ncategories == 0 ?
		    &alone : &r->categories[c];
		struct total_set *s = &p->sets[c];

		p->wrong = p->wrong || k->weight < 0 || k->drop < 0;
		*s = (struct total_set){ .weight = (uint64_t)k->weight,
		    .drop = k->drop, .is_extra = k->is_extra };
		set_terms(p, s, (int)c);
		s->equal = equal_weights(p, s);
		g = gcd(s->weight, g);
	}
	for (size_t c = 0; c < p->nsets && g > 0; c++)
		p->sets[c].weight /= (uint64_t)g;
}

struct total_plan *
total_plan(struct arena *arena, const struct total_rules *r)
{
	struct total_plan *p = arena_alloc(arena, sizeof(*p));

	p->rules = r;
	p->nsets = r->ncategories == 0 ? 1 : r->ncategories;
	p->sets = arena_alloc(arena, p->nsets * sizeof(*p->sets));
	p->terms = arena_alloc(arena, r->nassignments * sizeof(*p->terms));
	for (size_t i = 0; i < r->nassignments; i++)
		p->wrong = p->wrong || !makes_sense(r, &r->assignments[i]);
	if (p->wrong)
		return p;
	plan_sets(p);
	for (size_t c = 0; c < p->nsets; c++)
		p->is_long = p->is_long || !set_shares(p, &p->sets[c]);
	if (p->is_long && !p->wrong)
		total_plan_long(arena, p);
	return p;
}

size_t
total_ncategories(const struct total_plan *p)
{
	return p->nsets;
}

/* ---- A category's score */

struct pick {
	uint64_t	 of, share;
	whole		 worth;		/* at the present score */
	uint32_t	 at;
	bool		 dropped;
};

struct score {
	uint64_t	 top, bottom;	/* bottom 0: none */
};

struct total_work {
	struct pick	*picks;
	struct score	*scores;
};

/*
 * At a score of top / bottom a mark is worth keeping by how much it is above
 * it, weighed.  The worst goes; of equal ones the later.
 */
static struct score
keep_best(struct pick *p, size_t n, size_t drop, struct score at)
{
	struct score s = { 0 };

	for (size_t i = 0; i < n; i++) {
		p[i].worth = (whole)p[i].of * (whole)at.bottom -
		    (whole)p[i].share * (whole)at.top;
		p[i].dropped = false;
	}
	for (; drop > 0; drop--) {
		struct pick *worst = NULL;

		for (size_t i = 0; i < n; i++)
			if (!p[i].dropped && (worst == NULL ||
			    p[i].worth <= worst->worth))
				worst = &p[i];
		if (worst != NULL)
			worst->dropped = true;
	}
	for (size_t i = 0; i < n; i++) {
		s.top += p[i].dropped ? 0 : p[i].of;
		s.bottom += p[i].dropped ? 0 : p[i].share;
	}
	return s;
}

/*
 * Dinkelbach's method: keep those that are best at a score, which makes a
 * higher score, and so on until it stays.  Each step is Newton's, for the root
 * of a convex function, and there are finitely many sets of marks.
 */
static struct score
best(const struct total_set *set, struct pick *p, size_t n, uint64_t extra)
{
	size_t drop = (size_t)set->drop < n ? (size_t)set->drop : n - 1;
	struct score now = { 0, 1 }, next = keep_best(p, n, 0, now);

	next.top += extra;
	if (drop == 0)
		return next;
	if (set->equal) {
		next = keep_best(p, n, drop, now);
		next.top += extra;
		return next;
	}
	do {
		now = next;
		next = keep_best(p, n, drop, now);
		next.top += extra;
	} while ((wide)next.top * now.bottom != (wide)now.top * next.bottom);
	return next;
}

static bool
set_score(const struct total_plan *plan, const struct total_set *set,
    const struct total_mark *marks, struct total *t, struct score *out)
{
	struct pick *p = t->work->picks;
	uint64_t extra = 0, score, keep;
	size_t n = 0;

	*out = (struct score){ 0 };
	for (size_t i = set->first; i < set->first + set->n; i++) {
		const struct total_term *e = &plan->terms[i];
		enum total_counted in = total_points(e, &marks[e->at],
		    &score, &keep);
		uint64_t of = score * keep * e->factor;

		if (in == TOTAL_WRONG)
			return false;
		if (in == TOTAL_IN && e->as->is_extra)
			extra += of;
		else if (in == TOTAL_IN)
			p[n++] = (struct pick){ .of = of, .share = e->share,
			    .at = e->at };
	}
	if (n > 0)
		*out = best(set, p, n, extra);
	for (size_t i = 0; i < n; i++)
		t->dropped[p[i].at] = p[i].dropped;
	return true;
}

/* ---- The total */

static int64_t
shown(wide top, wide below)
{
	return (int64_t)((top * 2 * PERCENT + below) / (below * 2));
}

/* One category alone: its weight falls out. */
static const struct score *
only_one(const struct total_plan *p, const struct score *s)
{
	const struct score *one = NULL;

	for (size_t c = 0; c < p->nsets; c++) {
		if (s[c].bottom == 0 || p->sets[c].weight == 0)
			continue;
		if (one != NULL || p->sets[c].is_extra)
			return NULL;
		one = &s[c];
	}
	return one;
}

/* From below and from above; false: they are not shown alike. */
static bool
enclosed(const struct total_plan *p, const struct score *s, int64_t *out)
{
	wide low = 0, high = 0, all = 0, part, most = PERCENT;

	for (size_t c = 0; c < p->nsets; c++) {
		uint64_t w = p->sets[c].weight;

		if (s[c].bottom == 0)
			continue;
		part = ((wide)s[c].top << SHIFT) / s[c].bottom;
		if (__builtin_mul_overflow(part, w, &part) ||
		    __builtin_add_overflow(low, part, &low) ||
		    __builtin_add_overflow(high, part + w, &high))
			return false;
		all += p->sets[c].is_extra ? 0 : w;
	}
	all <<= SHIFT;
	if (all == 0 || high > (~(wide)0 >> 17) || all > (~(wide)0 >> 17))
		return false;
	low = (low * 2 * PERCENT + all) / (all * 2);
	high = (high * 2 * PERCENT + all) / (all * 2);
	*out = (int64_t)(low < most ? low : most);
	return low == high || low >= most;
}

static int64_t
together_exact(const struct total_plan *p, const struct score *s)
{
	struct total_sum *sums = total_sums_new(p->nsets);
	int64_t out;

	for (size_t c = 0; c < p->nsets; c++) {
		mpz_set_ui(sums[c].top, s[c].top);
		mpz_set_ui(sums[c].bottom, s[c].bottom);
	}
	out = total_of_sums(p, sums);
	total_sums_free(sums, p->nsets);
	return out;
}

static int64_t
together(const struct total_plan *p, const struct score *s)
{
	const struct score *one = only_one(p, s);
	bool some = false;
	int64_t v;

	for (size_t c = 0; c < p->nsets; c++)
		some = some || (s[c].bottom > 0 && !p->sets[c].is_extra &&
		    p->sets[c].weight > 0);
	if (!some)
		return TOTAL_NONE;
	if (one != NULL) {
		v = shown(one->top, one->bottom);
		return v < TOTAL_FULL ? v : TOTAL_FULL;
	}
	return enclosed(p, s, &v) ? v : together_exact(p, s);
}

/* ---- Of a student */

void
total_init(struct total *t, const struct total_plan *p, struct arena *a)
{
	*t = (struct total){ .shown = TOTAL_NONE };
	t->categories = arena_alloc(a, p->nsets * sizeof(*t->categories));
	t->dropped = arena_alloc(a, p->rules->nassignments *
	    sizeof(*t->dropped));
	t->work = arena_alloc(a, sizeof(*t->work));
	t->work->picks = arena_alloc(a, p->nterms * sizeof(struct pick));
	t->work->scores = arena_alloc(a, p->nsets * sizeof(struct score));
}

static void
none(const struct total_plan *p, struct total *t)
{
	t->shown = TOTAL_NONE;
	for (size_t c = 0; c < p->nsets; c++)
		t->categories[c] = TOTAL_NONE;
	memset(t->dropped, 0, p->rules->nassignments * sizeof(*t->dropped));
}

void
total_of(const struct total_plan *p, const struct total_mark *marks,
    struct total *t)
{
	struct score *s = t->work->scores;
	bool right = true;

	none(p, t);
	if (p->wrong)
		return;
	if (p->is_long) {
		total_exact(p, marks, t);
		return;
	}
	for (size_t c = 0; c < p->nsets && right; c++) {
		right = set_score(p, &p->sets[c], marks, t, &s[c]);
		if (right && s[c].bottom > 0)
			t->categories[c] = shown(s[c].top, s[c].bottom);
	}
	if (right)
		t->shown = together(p, s);
	else
		none(p, t);
}
