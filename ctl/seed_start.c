#include "core.h"

#include "arena.h"
#include "seed.h"
#include "seed_catalogue.h"

#define PER_DEPT	6	/* courses of a department in a term */

/*
 * Two sizes are given: 2,000 students fill a university of 120 teachers and
 * 300 courses; 50,000 are a load for measurements (10,000 courses, 200,000
 * enrollments).  Others lie on the lines through them.
 */
static void
set_sizes(struct seed *s)
{
	int n = (int)s->want.students, more = n - 2000, blocks;

	s->students = n;
	if (more <= 0) {
		s->teachers = n * 6 / 100;
		s->per_term = n * 75 / 1000;
		s->parents = n / 20;
		s->seats_wanted = n * 4;
	} else {
		s->teachers = 120 + more / 25;
		s->per_term = 150 + (int)((int64_t)more * 97 / 960);
		s->parents = 100 + more / 25;
		s->seats_wanted = 8000 + (int)((int64_t)more * 23 / 12);
	}
	if (s->teachers < 24)
		s->teachers = 24;
	if (s->per_term < 8 * PER_DEPT)
		s->per_term = 8 * PER_DEPT;
	if (s->parents < 1)
		s->parents = 1;
	blocks = (s->per_term + PER_DEPT - 1) / PER_DEPT;
	s->depts = blocks < DEPTS ? blocks : DEPTS;
	s->nsubjects = blocks * DEPT_SUBJECTS;
}

/* The year in three parts, without a day between them. */
static void
set_term(struct term *t, int64_t day)
{
	static const struct {
		const char	*semester;
		int		 month, next;
	} parts[] = {
		{ "spring", 1, 6 }, { "summer", 6, 9 }, { "fall", 9, 13 },
	};
	char date[16];
	int64_t from, to;
	int year;

	seed_date(day, date);
	year = (int)strtol(date, NULL, 10);
	for (size_t i = 0; i < NITEMS(parts); i++) {
		from = seed_day(year, parts[i].month, 1);
		to = parts[i].next > 12 ? seed_day(year + 1, 1, 1) :
		    seed_day(year, parts[i].next, 1);
		if (day < from || day >= to)
			continue;
		t->semester = parts[i].semester;
		t->year = year;
		t->starts = from;
		t->ends = to - 1;
	}
}

/*
 * Enrollment in the running term stays open to its last day, so that the
 * demo can be played with; real ones close it in the second week.
 */
static void
set_terms(struct seed *s)
{
	struct term *now = &s->term[TERM_NOW], *before =
	    &s->term[TERM_BEFORE];

	set_term(now, s->want.day);
	set_term(before, now->starts - 1);
	before->opens = (before->starts - 45) * DAY_MS + 9 * INT64_C(3600000);
	before->closes = (before->starts + 14) * DAY_MS;
	now->opens = (now->starts - 45) * DAY_MS + 9 * INT64_C(3600000);
	now->closes = (now->ends + 1) * DAY_MS;
}

void
seed_start(struct seed *s, struct arena *a, const struct seed_want *want)
{
	struct rng of_school = { 0 };

	*s = (struct seed){ .arena = a, .want = *want };
	s->now = want->day * DAY_MS;
	of_school = seed_rng(s, want->school);
	s->key = rng_next(&of_school) ^ ((uint64_t)want->seed <<
	    8) * UINT64_C(0x9e3779b97f4a7c15);
	set_sizes(s);
	set_terms(s);
}

struct uuid
seed_school_id(const struct seed *s)
{
	return seed_id(s, ID_SCHOOL, 0,
	    (s->term[TERM_BEFORE].starts - 1000) * DAY_MS);
}
