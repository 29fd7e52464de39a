#include "core.h"
#include "arena.h"
#include "total_plan.h"

/* ---- The plan */

struct longs {
	mpz_t	*at;
	size_t	 n;
};

static void
longs_free(void *p)
{
	struct longs *l = p;

	for (size_t i = 0; i < l->n; i++)
		mpz_clear(l->at[i]);
}

static mpz_t *
longs_new(struct arena *arena, size_t n)
{
	struct longs *l = arena_alloc(arena, sizeof(*l));

	l->at = arena_alloc(arena, n * sizeof(*l->at));
	for (l->n = 0; l->n < n; l->n++)
		mpz_init(l->at[l->n]);
	arena_defer(arena, longs_free, l);
	return l->at;
}

static void
set_long(struct total_term *t, size_t n, mpz_ptr all)
{
	mpz_t one;

	mpz_init(one);
	mpz_set_ui(all, 1);
	for (size_t i = 0; i < n; i++) {
		mpz_set_ui(one, t[i].base);
		mpz_mul_ui(one, one, t[i].late);
		mpz_lcm(all, all, one);
	}
	for (size_t i = 0; i < n; i++) {
		mpz_set_ui(one, t[i].base);
		mpz_mul_ui(one, one, t[i].late);
		mpz_divexact(one, all, one);
		mpz_mul_ui(t[i].long_factor, one, t[i].weight);
		mpz_mul_ui(t[i].long_share, all, t[i].weight);
	}
	mpz_clear(one);
}

void
total_plan_long(struct arena *arena, struct total_plan *p)
{
	mpz_t *at = longs_new(arena, 2 * p->nterms + 1);

	for (size_t i = 0; i < p->nterms; i++) {
		p->terms[i].long_factor = at[2 * i];
		p->terms[i].long_share = at[2 * i + 1];
	}
	for (size_t c = 0; c < p->nsets; c++)
		set_long(p->terms + p->sets[c].first, p->sets[c].n,
		    at[2 * p->nterms]);
}

/* ---- Sums */

struct total_sum *
total_sums_new(size_t n)
{
	struct total_sum *s = calloc(n, sizeof(*s));

	if (s == NULL)
		abort();
	for (size_t i = 0; i < n; i++)
		mpz_inits(s[i].top, s[i].bottom, NULL);
	return s;
}

void
total_sums_free(struct total_sum *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		mpz_clears(s[i].top, s[i].bottom, NULL);
	free(s);
}

int64_t
total_shown(mpz_srcptr top, mpz_srcptr bottom)
{
	int64_t v;
	mpz_t z;

	mpz_init(z);
	mpz_mul_ui(z, top, 2 * (unsigned long)TOTAL_FULL);
	mpz_add(z, z, bottom);
	mpz_fdiv_q(z, z, bottom);
	mpz_fdiv_q_2exp(z, z, 1);
	v = mpz_fits_slong_p(z) ? mpz_get_si(z) : INT64_MAX;
	mpz_clear(z);
	return v;
}

/* top / bottom + weight * score, over one denominator. */
static void
add_score(mpz_ptr top, mpz_ptr bottom, const struct total_sum *s,
    uint64_t weight)
{
	mpz_t part;

	mpz_init(part);
	mpz_mul(part, s->top, bottom);
	mpz_mul_ui(part, part, weight);
	mpz_mul(top, top, s->bottom);
	mpz_add(top, top, part);
	mpz_mul(bottom, bottom, s->bottom);
	mpz_clear(part);
}

int64_t
total_of_sums(const struct total_plan *p, const struct total_sum *s)
{
	mpz_t top, bottom, weights;
	int64_t v = TOTAL_NONE;

	mpz_inits(top, bottom, weights, NULL);
	mpz_set_ui(bottom, 1);
	for (size_t c = 0; c < p->nsets; c++) {
		if (mpz_sgn(s[c].bottom) == 0)
			continue;
		add_score(top, bottom, &s[c], p->sets[c].weight);
		if (!p->sets[c].is_extra)
			mpz_add_ui(weights, weights, p->sets[c].weight);
	}
	if (mpz_sgn(weights) > 0) {
		mpz_mul(bottom, bottom, weights);
		v = total_shown(top, bottom);
	}
	mpz_clears(top, bottom, weights, NULL);
	return v < TOTAL_FULL ? v : TOTAL_FULL;
}

/* ---- A category: as in total.c */

struct long_pick {
	mpz_t		 of, worth;
	mpz_srcptr	 share;
	uint32_t	 at;
	bool		 dropped;
};

struct long_set {
	struct long_pick	*picks;
	size_t			 n, room;
	mpz_t			 extra, part;
	mpz_t			*shares;	/* of a plan that is not long */
};

static void
long_set_init(struct long_set *l, size_t room)
{
	*l = (struct long_set){ .room = room,
	    .picks = calloc(room + 1, sizeof(*l->picks)),
	    .shares = calloc(room + 1, sizeof(*l->shares)) };
	if (l->picks == NULL || l->shares == NULL)
		abort();
	mpz_inits(l->extra, l->part, NULL);
	for (size_t i = 0; i < room; i++)
		mpz_inits(l->picks[i].of, l->picks[i].worth, l->shares[i],
		    NULL);
}

static void
long_set_free(struct long_set *l)
{
	for (size_t i = 0; i < l->room; i++)
		mpz_clears(l->picks[i].of, l->picks[i].worth, l->shares[i],
		    NULL);
	mpz_clears(l->extra, l->part, NULL);
	free(l->picks);
	free(l->shares);
}

static void
sum_kept(const struct long_set *l, struct total_sum *out)
{
	mpz_set(out->top, l->extra);
	mpz_set_ui(out->bottom, 0);
	for (size_t i = 0; i < l->n; i++) {
		if (l->picks[i].dropped)
			continue;
		mpz_add(out->top, out->top, l->picks[i].of);
		mpz_add(out->bottom, out->bottom, l->picks[i].share);
	}
}

static void
drop_worst(struct long_set *l, size_t drop, const struct total_sum *at)
{
	for (size_t i = 0; i < l->n; i++) {
		struct long_pick *p = &l->picks[i];

		mpz_mul(p->worth, p->of, at->bottom);
		mpz_submul(p->worth, p->share, at->top);
		p->dropped = false;
	}
	for (; drop > 0; drop--) {
		struct long_pick *worst = NULL;

		for (size_t i = 0; i < l->n; i++) {
			struct long_pick *p = &l->picks[i];

			if (!p->dropped && (worst == NULL ||
			    mpz_cmp(p->worth, worst->worth) <= 0))
				worst = p;
		}
		if (worst != NULL)
			worst->dropped = true;
	}
}

static bool
same_score(const struct total_sum *a, const struct total_sum *b)
{
	mpz_t x, y;
	bool same;

	mpz_inits(x, y, NULL);
	mpz_mul(x, a->top, b->bottom);
	mpz_mul(y, b->top, a->bottom);
	same = mpz_cmp(x, y) == 0;
	mpz_clears(x, y, NULL);
	return same;
}

static void
long_best(struct long_set *l, const struct total_set *set,
    struct total_sum *out)
{
	size_t drop = (size_t)set->drop < l->n ? (size_t)set->drop : l->n - 1;
	struct total_sum *now = total_sums_new(1);

	sum_kept(l, out);
	while (drop > 0) {
		mpz_set(now->top, out->top);
		mpz_set(now->bottom, out->bottom);
		drop_worst(l, drop, now);
		sum_kept(l, out);
		if (same_score(now, out))
			break;
	}
	total_sums_free(now, 1);
}

static void
put_term(struct long_set *l, const struct total_plan *p,
    const struct total_term *t, uint64_t score, uint64_t keep)
{
	struct long_pick *k = &l->picks[l->n];

	mpz_set_ui(l->part, score);
	mpz_mul_ui(l->part, l->part, keep);
	if (p->is_long)
		mpz_mul(l->part, l->part, t->long_factor);
	else
		mpz_mul_ui(l->part, l->part, t->factor);
	if (t->as->is_extra) {
		mpz_add(l->extra, l->extra, l->part);
		return;
	}
	mpz_set(k->of, l->part);
	k->share = t->long_share;
	if (!p->is_long) {
		mpz_set_ui(l->shares[l->n], t->share);
		k->share = l->shares[l->n];
	}
	k->at = t->at;
	k->dropped = false;
	l->n++;
}

static bool
long_score(struct long_set *l, const struct total_plan *p,
    const struct total_set *set, const struct total_mark *marks,
    struct total_sum *out)
{
	uint64_t score, keep;

	l->n = 0;
	mpz_set_ui(l->extra, 0);
	for (size_t i = set->first; i < set->first + set->n; i++) {
		const struct total_term *t = &p->terms[i];
		enum total_counted in = total_points(t, &marks[t->at], &score,
		    &keep);

		if (in == TOTAL_WRONG)
			return false;
		if (in == TOTAL_IN)
			put_term(l, p, t, score, keep);
	}
	if (l->n > 0)
		long_best(l, set, out);
	return true;
}

bool
total_sums(const struct total_plan *p, const struct total_mark *marks,
    struct total_sum *s, bool *dropped)
{
	struct long_set l;
	bool right = true;

	long_set_init(&l, p->nterms);
	for (size_t c = 0; c < p->nsets && right; c++) {
		right = long_score(&l, p, &p->sets[c], marks, &s[c]);
		for (size_t i = 0; right && i < l.n; i++)
			dropped[l.picks[i].at] = l.picks[i].dropped;
	}
	long_set_free(&l);
	return right;
}

/* ---- Of a student */

void
total_exact(const struct total_plan *p, const struct total_mark *marks,
    struct total *t)
{
	struct total_sum *s = total_sums_new(p->nsets);

	if (total_sums(p, marks, s, t->dropped)) {
		for (size_t c = 0; c < p->nsets; c++)
			if (mpz_sgn(s[c].bottom) > 0)
				t->categories[c] = total_shown(s[c].top,
				    s[c].bottom);
		t->shown = total_of_sums(p, s);
	} else
		memset(t->dropped, 0, p->rules->nassignments *
		    sizeof(*t->dropped));
	total_sums_free(s, p->nsets);
}
