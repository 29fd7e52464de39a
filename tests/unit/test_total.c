/*
 * Totals against a slow reference that shares no code with them, over random
 * gradebooks; their direction and order; their explanation; and by hand what
 * is odd: no grades, no weights, more drops than marks, any numbers.
 */
#include "core.h"
#include "arena.h"
#include "buf.h"
#include "total.h"
#include "unit/suite.h"
#include "unit/total_random.h"
#include "unit/total_reference.h"

#define BOOKS		120000

struct answer {
	int64_t	 shown, categories[RANDOM_CATEGORIES + 1];
	bool	 dropped[RANDOM_ASSIGNMENTS];
};

static struct answer
ours(const struct random_book *b)
{
	struct arena arena = { 0 };
	struct total_plan *plan = total_plan(&arena, &b->rules);
	struct answer a = { 0 };
	struct total t;

	total_init(&t, plan, &arena);
	total_of(plan, b->marks, &t);
	a.shown = t.shown;
	memcpy(a.categories, t.categories, total_ncategories(plan) *
	    sizeof(*t.categories));
	memcpy(a.dropped, t.dropped, b->rules.nassignments *
	    sizeof(*t.dropped));
	arena_free(&arena);
	return a;
}

static struct answer
theirs(const struct random_book *b)
{
	struct answer a = { 0 };

	a.shown = reference_total(&b->rules, b->marks, a.categories,
	    a.dropped);
	return a;
}

static bool
same(const struct answer *a, const struct answer *b)
{
	return a->shown == b->shown && memcmp(a->categories, b->categories,
	    sizeof(a->categories)) == 0 && memcmp(a->dropped, b->dropped,
	    sizeof(a->dropped)) == 0;
}

static void
same_as_reference(void)
{
	unsigned wrong = 0, none = 0, dropped = 0, full = 0;

	for (int i = 0; i < BOOKS && wrong < 10; i++) {
		struct random_book b;
		struct answer mine, other;

		random_book(&b);
		mine = ours(&b);
		other = theirs(&b);
		none += mine.shown == TOTAL_NONE;
		full += mine.shown == TOTAL_FULL;
		dropped += memchr(mine.dropped, 1, sizeof(mine.dropped)) !=
		    NULL;
		if (same(&mine, &other))
			continue;
		wrong++;
		fprintf(stderr, "\n  book %d: %" PRId64 ", not %" PRId64, i,
		    mine.shown, other.shown);
	}
	T_EQ(wrong, 0);
	T_TRUE(none > 1000 && none < BOOKS / 2);
	T_TRUE(dropped > 5000 && full > 1000);
}

/* ---- A higher score never lowers anything */

static bool
raise_one(struct random_book *b)
{
	size_t n = b->rules.nassignments, i = n == 0 ? 0 : chance(n);
	struct total_mark *m = &b->marks[i];
	int64_t max;

	if (n == 0 || (m->state != TOTAL_GRADED && m->state != TOTAL_MISSING))
		return false;
	max = b->assignments[i].max;
	if (m->state == TOTAL_MISSING)
		*m = (struct total_mark){ .state = TOTAL_GRADED };
	else if (m->days_late > 0 && chance(2) == 0)
		m->days_late = (int)chance((uint64_t)m->days_late);
	else
		m->score += (int64_t)chance((uint64_t)(max - m->score) + 1);
	return true;
}

static void
monotone(void)
{
	unsigned wrong = 0, tried = 0;

	for (int i = 0; i < BOOKS; i++) {
		struct random_book b;
		struct answer low, high;

		random_book(&b);
		low = ours(&b);
		if (!raise_one(&b))
			continue;
		high = ours(&b);
		tried++;
		wrong += high.shown < low.shown || high.shown > TOTAL_FULL;
		for (size_t c = 0; c <= RANDOM_CATEGORIES; c++)
			wrong += high.categories[c] < low.categories[c];
	}
	T_EQ(wrong, 0);
	T_TRUE(tried > BOOKS / 4);
}

static void
order_changes_nothing(void)
{
	unsigned wrong = 0;

	for (int i = 0; i < BOOKS; i++) {
		int was[RANDOM_CATEGORIES] = { 0 };
		struct random_book b;
		struct answer one, two;

		random_book(&b);
		one = ours(&b);
		random_order(&b, was);
		two = ours(&b);
		wrong += one.shown != two.shown;
		for (size_t c = 0; c < b.rules.ncategories; c++)
			wrong += two.categories[c] != one.categories[was[c]];
	}
	T_EQ(wrong, 0);
}

/* ---- The explanation comes to the same */

static bool
told_right(struct arena *arena, struct random_book *b)
{
	struct answer a = ours(b);
	struct total_detail d;
	int64_t sum = 0, parts = 0;

	total_explain(total_plan(arena, &b->rules), b->marks, arena, &d);
	if (d.shown != a.shown || (d.exact == NULL) !=
	    (a.shown == TOTAL_NONE))
		return false;
	for (size_t c = 0; c < b->rules.ncategories; c++)
		if (d.groups[c].percent != a.categories[c] ||
		    (d.groups[c].score == NULL) !=
		    (a.categories[c] == TOTAL_NONE))
			return false;
	for (size_t i = 0; i < b->rules.nassignments; i++) {
		if (d.items[i].dropped != a.dropped[i] ||
		    (d.items[i].dropped && d.items[i].counts))
			return false;
		sum += d.items[i].contributes;
		parts += d.items[i].counts;
	}
	return a.shown == TOTAL_FULL || a.shown == TOTAL_NONE ||
	    (sum - a.shown <= parts && a.shown - sum <= parts);
}

static void
explained(void)
{
	struct arena arena = { 0 };
	unsigned wrong = 0;

	for (int i = 0; i < BOOKS / 4; i++) {
		struct random_book b;

		random_book(&b);
		wrong += !told_right(&arena, &b);
		arena_reset(&arena);
	}
	T_EQ(wrong, 0);
	arena_free(&arena);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "same as the reference", same_as_reference },
		{ "monotone", monotone },
		{ "order", order_changes_nothing },
		{ "explained", explained },
		CU_TEST_INFO_NULL,
	};

	return suite_run("total", tests);
}
