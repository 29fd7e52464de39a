#include "core.h"

#include "arena.h"
#include "seed.h"

#define MISSING		0	/* points, in hundredths */

/* A course's seven assignments, in the order of the term. */
static const struct {
	const char	*name, *type;	/* NULL: what the department calls it */
	int		 weight[4];	/* of each scheme, in thousandths */
	int		 max[4];
} plan[SEED_ASSIGNMENTS] = {
	{ NULL, "homework", { 50, 100, 80, 50 }, { 20, 100, 50, 10 } },
	{ "Quiz", "quiz", { 100, 50, 70, 50 }, { 20, 10, 20, 20 } },
	{ NULL, "homework", { 50, 100, 80, 50 }, { 20, 100, 50, 10 } },
	{ "Midterm exam", "midterm", { 200, 250, 220, 150 },
	    { 100, 100, 50, 100 } },
	{ NULL, "homework", { 50, 100, 80, 100 }, { 20, 100, 50, 20 } },
	{ "Project", "project", { 250, 100, 170, 300 },
	    { 100, 50, 100, 50 } },
	{ "Final exam", "final", { 300, 300, 300, 300 },
	    { 100, 100, 100, 100 } },
};

static const char *const praise[] = {
	"Excellent work, clearly argued.", "A pleasure to read.",
	"Elegant solution to the last question.",
};
static const char *const advice[] = {
	"Good ideas; show the steps in between.",
	"Please come to the office hours about question 3.",
	"Solid. Units are missing in two places.",
	"Better than the last one. Keep going.",
	"Sources are not cited.",
};

static int
homework_no(int n)
{
	return n == 0 ? 1 : n == 2 ? 2 : 3;
}

/*
 * Work is graded through the term; of the running one, as much as lies
 * behind, evenly up to the day before.  At ten in the morning.
 */
static int64_t
graded_at(const struct seed *s, const struct course *c, int n)
{
	const struct term *t = &s->term[c->term];
	int64_t days = c->term == TERM_NOW ? s->want.day - t->starts :
	    t->ends - t->starts;
	int parts = c->graded + (c->term == TERM_NOW ? 1 : 0);

	if (n >= c->graded)
		return 0;
	return (t->starts + days * (n + 1) / parts - 1) * DAY_MS +
	    (10 * 60 + n) * INT64_C(60000);
}

struct assignment
seed_assignment(const struct seed *s, int course, int n)
{
	const struct course *c = &s->courses[course];
	struct assignment a = { .name = plan[n].name, .type = plan[n].type,
	    .max = plan[n].max[c->scheme],
	    .weight = plan[n].weight[c->scheme],
	    .graded = graded_at(s, c, n) };

	if (a.name == NULL)
		a.name = arena_printf(s->arena, "%s %d",
		    seed_homework(s->subjects[c->subject].dept),
		    homework_no(n));
	return a;
}

/* Per cent, for good students more, in hard courses less. */
static int
per_cent(const struct seed *s, const struct enrollment *e, struct rng *r)
{
	struct rng of_student = seed_rng_of(s, ID_PERSON,
	    seed_student(s, e->student));
	int able = rng_about(&of_student, 78, 11);
	int p = rng_about(r, able - s->courses[e->course].harder, 9);

	return p < 0 ? 0 : p > 100 ? 100 : p;
}

/* In half points. */
int
seed_score(const struct seed *s, int enrollment, int n)
{
	const struct enrollment *e = &s->enrollments[enrollment];
	const struct course *c = &s->courses[e->course];
	struct rng r = seed_rng_of(s, ID_GRADE,
	    (int64_t)enrollment * SEED_ASSIGNMENTS + n);
	int max = plan[n].max[c->scheme];

	if ((e->status != ST_ENROLLED && e->status != ST_COMPLETED) ||
	    n >= c->graded)
		return -1;
	if (c->partly && n == c->graded - 1 && rng_chance(&r, 40))
		return -1;
	if (rng_below(&r, 70) == 0)
		return MISSING;
	return (per_cent(s, e, &r) * max * 2 + 50) / 100 * 50;
}

/* The weighted average, rounded half up: all of it is graded. */
int
seed_final(const struct seed *s, int enrollment)
{
	const struct course *c =
	    &s->courses[s->enrollments[enrollment].course];
	int sum = 0;

	for (int n = 0; n < SEED_ASSIGNMENTS; n++)
		sum += seed_score(s, enrollment, n) *
		    (100 / plan[n].max[c->scheme]) *
		    plan[n].weight[c->scheme];
	return (sum + 500) / 1000;
}

const char *
seed_comment(const struct seed *s, int enrollment, int n, int score)
{
	const struct enrollment *e = &s->enrollments[enrollment];
	int max = plan[n].max[s->courses[e->course].scheme] * 100;
	struct rng r = seed_rng_of(s, ID_ASSIGNMENT,
	    (int64_t)enrollment * SEED_ASSIGNMENTS + n);

	if (score == MISSING)
		return "Not handed in.";
	if (rng_below(&r, 40) != 0)
		return NULL;
	return score * 10 > max * 9 ? praise[rng_below(&r, NITEMS(praise))] :
	    advice[rng_below(&r, NITEMS(advice))];
}
