#include "core.h"
#include "gpa.h"

enum gpa_repeats
gpa_repeats(const char *s)
{
	if (strcmp(s, "all") == 0)
		return GPA_ALL;
	return strcmp(s, "latest") == 0 ? GPA_LATEST : GPA_BEST;
}

static bool
graded(const struct gpa_attempt *a)
{
	return a->final != GPA_NONE;
}

/* Of two attempts at the same subject, the second later than the first. */
static bool
second_wins(const struct gpa_attempt *a, const struct gpa_attempt *b,
    enum gpa_repeats rule)
{
	if (rule == GPA_LATEST)
		return true;
	if (a->points != b->points)
		return b->points > a->points;
	return b->final >= a->final;
}

/* The attempt that counted for this subject so far; NULL: none. */
static struct gpa_attempt *
rival_of(struct gpa_attempt *at, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (at[k].counts && strcmp(at[k].subject, at[i].subject) == 0)
			return &at[k];
	return NULL;
}

void
gpa_choose(struct gpa_attempt *at, size_t n, enum gpa_repeats rule)
{
	for (size_t i = 0; i < n; i++)
		at[i].counts = false;
	for (size_t i = 0; i < n; i++) {
		struct gpa_attempt *rival = rule == GPA_ALL ? NULL :
							      rival_of(at, i);

		if (!graded(&at[i]))
			continue;
		if (rival != NULL && !second_wins(rival, &at[i], rule))
			continue;
		if (rival != NULL)
			rival->counts = false;
		at[i].counts = true;
	}
}

/* ---- Sums */

struct sums {
	int64_t quality, credits;
};

static void
add(struct sums *s, const struct gpa_attempt *a)
{
	if (!graded(a) || a->points == GPA_NONE)
		return;
	s->quality += (int64_t)a->points * a->credits;
	s->credits += a->credits;
}

static int
average_of(const struct sums *s)
{
	if (s->credits == 0)
		return GPA_NONE;
	return (int)((2 * s->quality + s->credits) / (2 * s->credits));
}

struct gpa
gpa_term(const struct gpa_attempt *at, size_t n, int term)
{
	struct gpa g = { 0 };
	struct sums s = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (at[i].term != term || !graded(&at[i]))
			continue;
		g.attempted += at[i].credits;
		g.earned += at[i].passed ? at[i].credits : 0;
		add(&s, &at[i]);
	}
	g.average = average_of(&s);
	return g;
}

static bool
earns(const struct gpa_attempt *a)
{
	return a->counts && a->passed;
}

/* Where all attempts count, the first one that was passed has earned. */
static bool
earned_before(const struct gpa_attempt *at, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (earns(&at[k]) && strcmp(at[k].subject, at[i].subject) == 0)
			return true;
	return false;
}

struct gpa
gpa_cumulative(const struct gpa_attempt *at, size_t n)
{
	struct gpa g = { 0 };
	struct sums s = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (!graded(&at[i]))
			continue;
		g.attempted += at[i].credits;
		if (earns(&at[i]) && !earned_before(at, i))
			g.earned += at[i].credits;
		if (at[i].counts)
			add(&s, &at[i]);
	}
	g.average = average_of(&s);
	return g;
}

const char *
gpa_standing(int average, int honours_from, int probation_below)
{
	if (average == GPA_NONE)
		return NULL;
	if (average >= honours_from)
		return "honours";
	return average < probation_below ? "probation" : "good";
}
