#include "core.h"
#include "arena.h"
#include "num.h"
#include "total_plan.h"

#define PLACES_MAX	10	/* digits after the point before a fraction */

/* What one explanation is made of; fractions live as long as it takes. */
struct telling {
	struct arena			*arena;
	const struct total_plan		*plan;
	struct total_detail		*out;
	mpq_t				*parts;		/* weight * ratio */
	mpq_t				 a, b, hundred;
};

/* ---- Exact numbers as texts */

/* A decimal of n places: the digits with a point, without needless zeros. */
static const char *
decimal(struct arena *a, mpz_srcptr digits, size_t places)
{
	size_t n = mpz_sizeinbase(digits, 10) + places + 3;
	char *s = arena_alloc(a, n), *text = arena_alloc(a, n);

	mpz_get_str(s, 10, digits);
	n = strlen(s);
	if (n <= places) {
		memset(text, '0', places + 1 - n);
		memcpy(text + places + 1 - n, s, n + 1);
	} else
		memcpy(text, s, n + 1);
	n = strlen(text);
	if (places == 0)
		return text;
	memmove(text + n - places + 1, text + n - places, places + 1);
	text[n - places] = '.';
	text[num_short(text, n + 1)] = '\0';
	return text;
}

static const char *
exact_text(struct arena *a, mpq_srcptr q)
{
	const char *text = NULL;
	mpz_t z;

	mpz_init(z);
	for (size_t places = 0; text == NULL && places <= PLACES_MAX;
	    places++) {
		mpz_ui_pow_ui(z, 10, places);
		mpz_mul(z, z, mpq_numref(q));
		if (!mpz_divisible_p(z, mpq_denref(q)))
			continue;
		mpz_divexact(z, z, mpq_denref(q));
		text = decimal(a, z, places);
	}
	mpz_clear(z);
	if (text == NULL) {
		size_t n = mpz_sizeinbase(mpq_numref(q), 10) +
		    mpz_sizeinbase(mpq_denref(q), 10) + 3;
		char *s = arena_alloc(a, n);

		gmp_snprintf(s, n, "%Qd", q);
		text = s;
	}
	return text;
}

static void
set_units(mpq_ptr q, uint64_t units)
{
	mpq_set_ui(q, units, (unsigned long)TOTAL_UNIT);
	mpq_canonicalize(q);
}

static int64_t
shown_of(mpq_srcptr q)
{
	return total_shown(mpq_numref(q), mpq_denref(q));
}

/* ---- A mark */

static void
tell_mark(struct telling *t, const struct total_term *e, uint64_t score,
    uint64_t keep)
{
	struct total_item *item = &t->out->items[e->at];

	if (e->as->curve != TOTAL_NO_CURVE) {
		set_units(t->a, score);
		if (e->as->curve == TOTAL_CURVE_BEST) {
			mpq_set_ui(t->b, (unsigned long)e->as->max, e->base);
			mpq_canonicalize(t->b);
			mpq_mul(t->a, t->a, t->b);
		}
		item->curved = exact_text(t->arena, t->a);
	}
	mpq_set_ui(t->b, keep, e->late);
	mpq_canonicalize(t->b);
	if (keep != e->late)
		item->kept = exact_text(t->arena, t->b);
	mpq_set_ui(t->a, score, e->base);
	mpq_canonicalize(t->a);
	mpq_mul(t->a, t->a, t->b);
	item->ratio = exact_text(t->arena, t->a);
	item->percent = shown_of(t->a);
	set_units(t->b, e->weight);
	mpq_mul(t->parts[e->at], t->a, t->b);
}

/* ---- A category */

static void
tell_set(struct telling *t, size_t c, const struct total_mark *marks,
    mpq_ptr top, mpq_ptr bottom)
{
	const struct total_set *set = &t->plan->sets[c];
	struct total_group *g = &t->out->groups[c];
	uint64_t score, keep;

	for (size_t i = set->first; i < set->first + set->n; i++) {
		const struct total_term *e = &t->plan->terms[i];
		struct total_item *item = &t->out->items[e->at];

		set_units(t->b, e->weight);
		item->weight = exact_text(t->arena, t->b);
		if (total_points(e, &marks[e->at], &score, &keep) != TOTAL_IN)
			continue;
		tell_mark(t, e, score, keep);
		g->graded += !e->as->is_extra;
		if (item->dropped)
			continue;
		item->counts = true;
		mpq_add(top, top, t->parts[e->at]);
		g->kept += !e->as->is_extra;
		if (!e->as->is_extra)
			mpq_add(bottom, bottom, t->b);
	}
}

/* Extra credit counts nowhere where nothing else does. */
static void
tell_score(struct telling *t, size_t c, mpq_ptr top, mpq_ptr bottom)
{
	const struct total_set *set = &t->plan->sets[c];
	struct total_group *g = &t->out->groups[c];

	g->percent = TOTAL_NONE;
	g->top = exact_text(t->arena, top);
	g->bottom = exact_text(t->arena, bottom);
	if (mpq_sgn(bottom) > 0) {
		mpq_div(t->a, top, bottom);
		g->score = exact_text(t->arena, t->a);
		g->percent = shown_of(t->a);
		return;
	}
	for (size_t i = set->first; i < set->first + set->n; i++)
		t->out->items[t->plan->terms[i].at].counts = false;
}

/* ---- The total */

static uint64_t
weight_of(const struct total_plan *p, size_t c)
{
	return p->rules->ncategories == 0 ? (uint64_t)TOTAL_UNIT :
	    (uint64_t)p->rules->categories[c].weight;
}

static void
tell_total(struct telling *t, mpq_t *tops, mpq_t *bottoms)
{
	struct total_detail *d = t->out;
	mpq_t top, bottom;

	mpq_inits(top, bottom, NULL);
	for (size_t c = 0; c < t->plan->nsets; c++) {
		set_units(t->b, weight_of(t->plan, c));
		d->groups[c].weight = exact_text(t->arena, t->b);
		if (mpq_sgn(bottoms[c]) == 0)
			continue;
		mpq_div(t->a, tops[c], bottoms[c]);
		mpq_mul(t->a, t->a, t->b);
		mpq_add(top, top, t->a);
		if (!t->plan->sets[c].is_extra)
			mpq_add(bottom, bottom, t->b);
	}
	d->top = exact_text(t->arena, top);
	d->bottom = exact_text(t->arena, bottom);
	mpq_set(tops[t->plan->nsets], bottom);
	if (mpq_sgn(bottom) > 0) {
		mpq_div(t->a, top, bottom);
		d->shown = shown_of(t->a);
		d->shown = d->shown < TOTAL_FULL ? d->shown : TOTAL_FULL;
		mpq_mul(t->a, t->a, t->hundred);
		d->exact = exact_text(t->arena, t->a);
	}
	mpq_clears(top, bottom, NULL);
}

/* A mark's part of its category's score, times the category's of the total. */
static void
tell_parts(struct telling *t, mpq_t *bottoms, mpq_srcptr weights)
{
	const struct total_plan *p = t->plan;

	for (size_t c = 0; c < p->nsets; c++) {
		const struct total_set *set = &p->sets[c];

		if (mpq_sgn(weights) == 0 || mpq_sgn(bottoms[c]) == 0)
			continue;
		set_units(t->b, weight_of(p, c));
		mpq_div(t->b, t->b, weights);
		mpq_div(t->b, t->b, bottoms[c]);
		for (size_t i = set->first; i < set->first + set->n; i++) {
			uint32_t at = p->terms[i].at;

			if (!t->out->items[at].counts)
				continue;
			mpq_mul(t->a, t->parts[at], t->b);
			t->out->items[at].contributes = shown_of(t->a);
		}
	}
}

/* ---- All of it */

static mpq_t *
fractions_new(size_t n)
{
	mpq_t *q = n < SIZE_MAX / sizeof(*q) / 2 ?
	    calloc(n + 1, sizeof(*q)) : NULL;

	if (q == NULL)
		abort();
	for (size_t i = 0; i < n; i++)
		mpq_init(q[i]);
	return q;
}

static void
fractions_free(mpq_t *q, size_t n)
{
	for (size_t i = 0; i < n; i++)
		mpq_clear(q[i]);
	free(q);
}

static void
tell(struct telling *t, const struct total_mark *marks)
{
	size_t n = t->plan->nsets;
	mpq_t *tops = fractions_new(n + 1), *bottoms = fractions_new(n);

	for (size_t c = 0; c < n; c++) {
		tell_set(t, c, marks, tops[c], bottoms[c]);
		tell_score(t, c, tops[c], bottoms[c]);
	}
	tell_total(t, tops, bottoms);
	tell_parts(t, bottoms, tops[n]);
	fractions_free(tops, n + 1);
	fractions_free(bottoms, n);
}

/* What is dropped is asked of the total itself. */
static bool
dropped(const struct total_plan *p, const struct total_mark *marks,
    struct arena *arena, struct total_item *items)
{
	size_t n = p->rules->nassignments;
	bool *out = arena_alloc(arena, n * sizeof(*out)), right;
	struct total_sum *s = total_sums_new(p->nsets);

	right = total_sums(p, marks, s, out);
	for (size_t i = 0; i < n && right; i++)
		items[i].dropped = out[i];
	total_sums_free(s, p->nsets);
	return right;
}

void
total_explain(const struct total_plan *p, const struct total_mark *marks,
    struct arena *arena, struct total_detail *out)
{
	size_t n = p->rules->nassignments;
	struct telling t = { .arena = arena, .plan = p, .out = out };

	*out = (struct total_detail){ .shown = TOTAL_NONE };
	out->items = arena_alloc(arena, n * sizeof(*out->items));
	out->groups = arena_alloc(arena, p->nsets * sizeof(*out->groups));
	for (size_t i = 0; i < n; i++)
		out->items[i].percent = TOTAL_NONE;
	for (size_t c = 0; c < p->nsets; c++)
		out->groups[c].percent = TOTAL_NONE;
	if (p->wrong || !dropped(p, marks, arena, out->items))
		return;
	t.parts = fractions_new(n);
	mpq_inits(t.a, t.b, t.hundred, NULL);
	mpq_set_ui(t.hundred, 100, 1);
	tell(&t, marks);
	mpq_clears(t.a, t.b, t.hundred, NULL);
	fractions_free(t.parts, n);
}
