#include "core.h"

#include "arena.h"
#include "seed.h"

#define CATEGORIES	50	/* per cent of the courses */
#define LATE		25	/* take off for lateness */
#define CURVED		15
#define POINTS		15	/* of those without categories: by points */
#define EXTRA		40	/* of those with: extra credit */
#define MIDTERM		3
#define FINAL		6

/* A course's seven assignments, in the order of the term. */
static const struct {
	const char	*name, *type;	/* NULL: what the department calls it */
	int		 category;
	int		 weight[4];	/* of each scheme, in thousandths */
	int		 max[4];
} plan[SEED_ASSIGNMENTS] = {
	{ NULL, "homework", 0, { 50, 100, 80, 50 }, { 20, 100, 50, 10 } },
	{ "Quiz", "quiz", 1, { 100, 50, 70, 50 }, { 20, 10, 20, 20 } },
	{ NULL, "homework", 0, { 50, 100, 80, 50 }, { 20, 100, 50, 10 } },
	{ "Midterm exam", "midterm", 3, { 200, 250, 220, 150 },
	    { 100, 100, 50, 100 } },
	{ NULL, "homework", 0, { 50, 100, 80, 100 }, { 20, 100, 50, 20 } },
	{ "Project", "project", 2, { 250, 100, 170, 300 },
	    { 100, 50, 100, 50 } },
	{ "Final exam", "final", 3, { 300, 300, 300, 300 },
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

/* ---- How a course grades */

struct policy
seed_policy(const struct seed *s, int course)
{
	const struct course *c = &s->courses[course];
	struct rng r = seed_rng_of(s, ID_COURSE, course);
	struct policy p = { 0 };

	p.categories = c->teacher == seed_teacher(s, 0) ? c->subject % 2 == 0 :
	    rng_chance(&r, CATEGORIES);
	p.by_points = !p.categories && rng_chance(&r, POINTS);
	p.late = rng_chance(&r, LATE) || c->demo == 1;
	p.extra = p.categories && rng_chance(&r, EXTRA);
	if (c->demo == 0 && c->graded > MIDTERM && rng_chance(&r, CURVED))
		p.curve = rng_chance(&r, 50) ? TOTAL_CURVE_ADD :
		    TOTAL_CURVE_BEST;
	return p;
}

/* Homework and projects, a week before they are graded, in the evening. */
static int64_t
due_at(const struct seed *s, const struct course *c, int n)
{
	const struct term *t = &s->term[c->term];
	int64_t day = graded_at(s, c, n) / DAY_MS - 7;

	if (strcmp(plan[n].type, "homework") != 0 &&
	    strcmp(plan[n].type, "project") != 0)
		return 0;
	if (n >= c->graded)
		day = s->want.day + (t->ends - s->want.day) *
		    (n + 1 - c->graded) / (SEED_ASSIGNMENTS - c->graded);
	return day * DAY_MS + 20 * INT64_C(3600000);
}

static enum seed_exam
exam_of(const struct course *c, int n)
{
	if (c->demo == 0 || (n != MIDTERM && n != FINAL))
		return EXAM_NONE;
	if (n == FINAL)
		return EXAM_PLANNED;
	return c->demo == 1 ? EXAM_MARKING : c->demo == 2 ? EXAM_PUBLISHED :
	    EXAM_NONE;
}

bool
seed_is_assigned(const struct assignment *a)
{
	return a->exam == EXAM_NONE || a->exam == EXAM_PUBLISHED;
}

static void
name_it(const struct seed *s, const struct course *c, int n,
    struct assignment *a)
{
	a->name = plan[n].name;
	if (a->name == NULL)
		a->name = arena_printf(s->arena, "%s %d%s",
		    seed_homework(s->subjects[c->subject].dept),
		    homework_no(n), a->is_extra ? ", extra credit" : "");
}

struct assignment
seed_assignment(const struct seed *s, int course, int n)
{
	const struct course *c = &s->courses[course];
	const struct policy p = seed_policy(s, course);
	struct assignment a = { .type = plan[n].type,
	    .max = plan[n].max[c->scheme],
	    .weight = plan[n].weight[c->scheme],
	    .graded = graded_at(s, c, n), .due = due_at(s, c, n),
	    .category = p.categories ? plan[n].category : -1,
	    .is_extra = p.extra && n == 4, .exam = exam_of(c, n) };

	if (p.late && a.due != 0)
		a.late_per_day = 10;
	if (n == MIDTERM && p.curve != TOTAL_NO_CURVE) {
		a.curve = p.curve;
		a.curve_value = p.curve == TOTAL_CURVE_ADD ? a.max / 20 :
		    a.max * 9 / 10;
	}
	name_it(s, c, n, &a);
	return a;
}

/* ---- Marks */

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

static bool
is_graded(const struct enrollment *e, const struct course *c, int n,
    struct rng *r)
{
	if ((e->status != ST_ENROLLED && e->status != ST_COMPLETED) ||
	    n >= c->graded)
		return false;
	return !c->partly || n < c->graded - 1 || !rng_chance(r, 40);
}

/* In half points.  Nobody is excused from the final exam. */
struct total_mark
seed_mark(const struct seed *s, int enrollment, int n)
{
	const struct enrollment *e = &s->enrollments[enrollment];
	const struct course *c = &s->courses[e->course];
	struct rng r = seed_rng_of(s, ID_GRADE,
	    (int64_t)enrollment * SEED_ASSIGNMENTS + n);
	struct total_mark m = { 0 };

	if (!is_graded(e, c, n, &r))
		return m;
	m.state = TOTAL_MISSING;
	if (rng_below(&r, 70) == 0)
		return m;
	m.state = TOTAL_EXCUSED;
	if (n != FINAL && rng_below(&r, 100) == 0)
		return m;
	m.state = TOTAL_GRADED;
	m.score = (per_cent(s, e, &r) * plan[n].max[c->scheme] * 2 + 50) / 100 *
	    (TOTAL_UNIT / 2);
	if (due_at(s, c, n) != 0 && rng_below(&r, 12) == 0)
		m.days_late = 1 + rng_below(&r, 3);
	return m;
}

const char *
seed_comment(const struct seed *s, int enrollment, int n,
    const struct total_mark *m)
{
	const struct enrollment *e = &s->enrollments[enrollment];
	int max = plan[n].max[s->courses[e->course].scheme];
	struct rng r = seed_rng_of(s, ID_ASSIGNMENT,
	    (int64_t)enrollment * SEED_ASSIGNMENTS + n);

	if (m->state == TOTAL_MISSING)
		return "Not handed in.";
	if (m->state == TOTAL_EXCUSED)
		return "Excused, with a certificate.";
	if (rng_below(&r, 40) != 0)
		return NULL;
	return m->score * 10 > max * 9 * TOTAL_UNIT ?
	    praise[rng_below(&r, NITEMS(praise))] :
	    advice[rng_below(&r, NITEMS(advice))];
}
