#include "core.h"

#include "arena.h"
#include "seed.h"

#define UNITS(points)	((points) * TOTAL_UNIT)
#define MERCY		INT64_C(100)	/* hundredths below the pass mark */

/* A course's plan, and room for the totals of one after another. */
struct seed_book {
	struct total_plan	*plan;
	struct total		 total;
};

const struct seed_category seed_categories[SEED_CATEGORIES] = {
	{ "Homework", 250, 1 }, { "Quizzes", 100, 0 }, { "Project", 250, 0 },
	{ "Exams", 400, 0 },
};

static const struct total_step scale[] = {
	{ 9700, "A+", "4" }, { 9300, "A", "4" }, { 9000, "A−", "3.7" },
	{ 8700, "B+", "3.3" }, { 8300, "B", "3" }, { 8000, "B−", "2.7" },
	{ 7700, "C+", "2.3" }, { 7300, "C", "2" }, { 7000, "C−", "1.7" },
	{ 6700, "D+", "1.3" }, { 6300, "D", "1" }, { 6000, "D−", "0.7" },
	{ 0, "F", "0" },
};

const struct total_step *
seed_scale(size_t *n)
{
	*n = NITEMS(scale);
	return scale;
}

static struct total_assignment
rule_of(const struct seed *s, int course, int n)
{
	struct assignment a = seed_assignment(s, course, n);

	return (struct total_assignment){ .max = UNITS(a.max),
	    .weight = UNITS(a.weight) / 1000,
	    .late_per_day = UNITS(a.late_per_day),
	    .late_max = UNITS(50), .curve = a.curve,
	    .curve_value = UNITS(a.curve_value), .category = a.category,
	    .is_extra = a.is_extra };
}

static struct seed_book *
make_book(const struct seed *s, int course)
{
	struct seed_book *b = arena_alloc(s->arena, sizeof(*b));
	struct total_assignment *a = arena_alloc(s->arena,
	    SEED_ASSIGNMENTS * sizeof(*a));
	struct total_category *k = arena_alloc(s->arena,
	    SEED_CATEGORIES * sizeof(*k));
	struct total_rules *r = arena_alloc(s->arena, sizeof(*r));
	const struct policy p = seed_policy(s, course);

	for (int n = 0; n < SEED_ASSIGNMENTS; n++)
		a[n] = rule_of(s, course, n);
	for (int i = 0; i < SEED_CATEGORIES; i++)
		k[i] = (struct total_category){
		    .weight = UNITS(seed_categories[i].weight) / 1000,
		    .drop = seed_categories[i].drop };
	*r = (struct total_rules){ .categories = k, .assignments = a,
	    .ncategories = p.categories ? SEED_CATEGORIES : 0,
	    .nassignments = SEED_ASSIGNMENTS, .by_points = p.by_points };
	b->plan = total_plan(s->arena, r);
	total_init(&b->total, b->plan, s->arena);
	return b;
}

/* Who missed to pass by less than a point was heard once more. */
struct seed_final
seed_final(const struct seed *s, int enrollment)
{
	int course = s->enrollments[enrollment].course;
	struct total_mark marks[SEED_ASSIGNMENTS];
	struct seed_final f = { 0 };

	if (s->books[course] == NULL)
		s->books[course] = make_book(s, course);
	for (int n = 0; n < SEED_ASSIGNMENTS; n++)
		marks[n] = seed_mark(s, enrollment, n);
	total_of(s->books[course]->plan, marks, &s->books[course]->total);
	f.computed = f.final = s->books[course]->total.shown;
	f.is_override = f.computed < SEED_PASS &&
	    f.computed >= SEED_PASS - MERCY;
	if (f.is_override)
		f.final = SEED_PASS;
	f.step = total_step(scale, NITEMS(scale), f.final);
	return f;
}

struct uuid
seed_category_id(const struct seed *s, int course, int category)
{
	return seed_id(s, ID_CATEGORY, course * SEED_CATEGORIES + category,
	    s->courses[course].created + category);
}

struct uuid
seed_assignment_id(const struct seed *s, int course, int n)
{
	return seed_id(s, ID_ASSIGNMENT, course * SEED_ASSIGNMENTS + n,
	    s->courses[course].created + n);
}
