#include "core.h"
#include "unit/total_random.h"

enum kind { USUAL, TABLES, ANY };

static uint64_t seed = 20261121;

uint64_t
chance(uint64_t below)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return seed % below;
}

static int64_t
below(uint64_t n)
{
	return (int64_t)chance(n);
}

/* Usual ones; any that the tables hold; any at all that can be read. */
static int64_t
random_max(enum kind kind)
{
	static const int64_t usual[] = { 10, 20, 25, 30, 40, 50, 100 };

	if (kind == USUAL)
		return usual[chance(NITEMS(usual))] * TOTAL_UNIT;
	if (kind == TABLES)
		return 100 * (1 + below(999999));
	return 1 + below(UINT64_C(999999999999999999));
}

static int64_t
random_weight(enum kind kind)
{
	if (chance(12) == 0)
		return 0;
	if (kind == USUAL)
		return 500 * (1 + below(20));
	if (kind == TABLES)
		return 10 * below(1001);
	return below(UINT64_C(1000000000000000000));
}

static void
random_assignment(struct total_assignment *a, enum kind kind,
    size_t ncategories)
{
	*a = (struct total_assignment){ .max = random_max(kind),
	    .weight = random_weight(kind), .category = -1,
	    .is_extra = chance(7) == 0 };
	if (kind == USUAL && chance(2) == 0)
		a->weight = TOTAL_UNIT;
	if (ncategories > 0 && chance(10) > 0)
		a->category = (int)chance(ncategories);
	if (chance(4) == 0) {
		a->late_per_day = kind == USUAL ? 100000 : 100 * below(10001);
		a->late_max = kind == USUAL ? 500000 : 100 * below(10001);
	}
	if (chance(5) == 0) {
		a->curve = chance(2) == 0 ? TOTAL_CURVE_ADD :
		    TOTAL_CURVE_BEST;
		a->curve_value = kind == USUAL ? a->max - a->max / 10 :
		    1 + below((uint64_t)a->max);
	}
}

static void
random_mark(struct total_mark *m, enum kind kind, int64_t max)
{
	unsigned state = (unsigned)chance(10);

	*m = (struct total_mark){ .state = state == 0 ? TOTAL_UNGRADED :
	    state == 1 ? TOTAL_EXCUSED : state == 2 ? TOTAL_MISSING :
	    TOTAL_GRADED };
	if (m->state != TOTAL_GRADED)
		return;
	m->score = kind == USUAL ? max / 10 * below(11) : kind == TABLES ?
	    100 * below((uint64_t)max / 100 + 1) : below((uint64_t)max + 1);
	if (chance(5) == 0)
		m->days_late = (int)chance(chance(2) == 0 ? 4 : 366);
}

void
random_book(struct random_book *b)
{
	unsigned pick = (unsigned)chance(20);
	enum kind kind = pick < 12 ? USUAL : pick < 19 ? TABLES : ANY;
	size_t ncategories = chance(RANDOM_CATEGORIES + 1);
	size_t n = chance(RANDOM_ASSIGNMENTS + 1);

	for (size_t i = 0; i < ncategories; i++)
		b->categories[i] = (struct total_category){
		    .weight = random_weight(kind), .is_extra = chance(6) == 0,
		    .drop = chance(2) == 0 ? 0 : (int)chance(chance(8) == 0 ?
		    101 : 4) };
	for (size_t i = 0; i < n; i++) {
		random_assignment(&b->assignments[i], kind, ncategories);
		random_mark(&b->marks[i], kind, b->assignments[i].max);
	}
	b->rules = (struct total_rules){ .categories = b->categories,
	    .assignments = b->assignments, .ncategories = ncategories,
	    .nassignments = n, .by_points = chance(3) == 0 };
}

static void
swap(void *a, void *b, size_t n)
{
	char c[64];

	memcpy(c, a, n);
	memmove(a, b, n);
	memcpy(b, c, n);
}

void
random_order(struct random_book *b, int *was)
{
	int now[RANDOM_CATEGORIES];

	for (size_t i = b->rules.nassignments; i > 1; i--) {
		size_t k = chance(i);

		swap(&b->assignments[i - 1], &b->assignments[k],
		    sizeof(b->assignments[k]));
		swap(&b->marks[i - 1], &b->marks[k], sizeof(b->marks[k]));
	}
	for (size_t i = 0; i < b->rules.ncategories; i++)
		was[i] = (int)i;
	for (size_t i = b->rules.ncategories; i > 1; i--) {
		size_t k = chance(i);

		swap(&b->categories[i - 1], &b->categories[k],
		    sizeof(b->categories[k]));
		swap(&was[i - 1], &was[k], sizeof(was[k]));
	}
	for (size_t i = 0; i < b->rules.ncategories; i++)
		now[was[i]] = (int)i;
	for (size_t i = 0; i < b->rules.nassignments; i++)
		if (b->assignments[i].category >= 0)
			b->assignments[i].category =
			    now[b->assignments[i].category];
}
