/*
 * university.h - the demo's universities before they are loaded, of any size,
 * for the tests of what must hold of them.  lyceumctl is no library, so its
 * parts are taken in as they are.
 */
#ifndef UNIVERSITY_H
#define UNIVERSITY_H

/* NOLINTBEGIN(bugprone-suspicious-include) */
#include "../../ctl/seed_applied.c"
#include "../../ctl/seed_arts.c"
#include "../../ctl/seed_courses.c"
#include "../../ctl/seed_enroll.c"
#include "../../ctl/seed_grades.c"
#include "../../ctl/seed_names.c"
#include "../../ctl/seed_people.c"
#include "../../ctl/seed_rng.c"
#include "../../ctl/seed_science.c"
#include "../../ctl/seed_start.c"
#include "../../ctl/seed_subjects.c"
#include "../../ctl/seed_totals.c"
#include "../../ctl/seed_week.c"
/* NOLINTEND(bugprone-suspicious-include) */

#define NOVEMBER	20778	/* 2026-11-21 */

static const int64_t sizes[] = { SEED_STUDENTS_MIN, 51, 77, 333, 2000, 3500 };

static void
make(struct seed *s, struct arena *a, int64_t students, int64_t number,
    int64_t day)
{
	const struct seed_want want = { .students = students, .seed = number,
	    .day = day, .school = "LYCEUM" };

	seed_start(s, a, &want);
	seed_people(s);
	seed_subjects(s);
	seed_courses(s);
	seed_enrollments(s);
	seed_rooms(s);
}

/* Calls fn with universities of several sizes and seeds. */
static void
each(void (*fn)(const struct seed *))
{
	for (size_t i = 0; i < NITEMS(sizes); i++)
		for (int number = 0; number < (sizes[i] < 100 ? 20 : 2);
		    number++) {
			struct arena a = { 0 };
			struct seed s;

			make(&s, &a, sizes[i], number, NOVEMBER + number);
			fn(&s);
			arena_free(&a);
		}
}

static bool
holds_seat(const struct enrollment *e)
{
	return e->status == ST_ENROLLED || e->status == ST_COMPLETED;
}

#endif
