/* The demo's marks before they are loaded, and what they come to. */
#include "core.h"
#include "suite.h"
#include "university.h"

static void
check_grades(const struct seed *s)
{
	bool ok = true;

	for (int c = 0; c < s->ncourses; c++) {
		int sum = 0;

		for (int n = 0; n < SEED_ASSIGNMENTS; n++) {
			struct assignment a = seed_assignment(s, c, n);

			sum += a.weight;
			ok = ok && a.graded < s->now &&
			    (a.graded > 0) == (n < s->courses[c].graded);
		}
		ok = ok && sum == 1000;
	}
	for (int i = 0; i < s->nenrollments; i++)
		for (int n = 0; n < SEED_ASSIGNMENTS; n++) {
			const struct enrollment *e = &s->enrollments[i];
			struct total_mark m = seed_mark(s, i, n);
			bool there = m.state != TOTAL_UNGRADED;

			ok = ok && m.score >= 0 && m.score <= TOTAL_UNIT *
			    plan[n].max[course_of(s, e)->scheme] &&
			    (m.state == TOTAL_GRADED ||
			    (m.score == 0 && m.days_late == 0)) &&
			    (holds_seat(e) || !there) &&
			    (e->status != ST_COMPLETED || there);
		}
	T_TRUE(ok);
}

static void
grades_are_within_their_bounds(void)
{
	each(check_grades);
}

/* How often each kind of course and of mark is there. */
struct kinds {
	int courses, categories, by_points, late, extra, curved;
	int exams[EXAM_PUBLISHED + 1];
	int states[TOTAL_EXCUSED + 1], marks_late;
};

static void
count_course(const struct seed *s, int c, struct kinds *k)
{
	struct policy p = seed_policy(s, c);

	k->courses++;
	k->categories += p.categories;
	k->by_points += p.by_points;
	k->late += p.late;
	k->extra += p.extra;
	k->curved += p.curve != TOTAL_NO_CURVE;
	for (int n = 0; n < SEED_ASSIGNMENTS; n++)
		k->exams[seed_assignment(s, c, n).exam]++;
}

static void
courses_grade_in_all_ways(void)
{
	struct arena a = { 0 };
	struct kinds k = { 0 };
	struct seed s;

	make(&s, &a, 2000, 1, NOVEMBER);
	for (int c = 0; c < s.ncourses; c++)
		count_course(&s, c, &k);
	for (int i = 0; i < s.nenrollments; i++)
		for (int n = 0; n < SEED_ASSIGNMENTS; n++) {
			struct total_mark m = seed_mark(&s, i, n);

			k.states[m.state]++;
			k.marks_late += m.days_late > 0;
		}
	T_TRUE(k.categories > k.courses / 3);
	T_TRUE(k.categories < k.courses * 2 / 3);
	T_TRUE(k.by_points > 5 && k.late > 20 && k.extra > 20);
	T_TRUE(k.curved > 5);
	T_EQ(k.exams[EXAM_PLANNED], 4);
	T_EQ(k.exams[EXAM_MARKING], 1);
	T_EQ(k.exams[EXAM_PUBLISHED], 1);
	T_TRUE(k.states[TOTAL_MISSING] > 100 && k.states[TOTAL_EXCUSED] > 100);
	T_TRUE(k.marks_late > 100);
	arena_free(&a);
}

/* Every finished course has a total for everybody in it, and a letter. */
static void
check_finals(const struct seed *s)
{
	bool ok = true;

	for (int i = 0; i < s->nenrollments; i++) {
		struct seed_final f;

		if (s->enrollments[i].status != ST_COMPLETED)
			continue;
		f = seed_final(s, i);
		ok = ok && f.computed >= 0 && f.computed <= TOTAL_FULL &&
		    f.step != NULL && f.step->at_least <= f.final &&
		    (f.is_override ? f.final == SEED_PASS &&
				f.computed < SEED_PASS :
				     f.final == f.computed);
	}
	T_TRUE(ok);
}

static void
finals_are_totals(void)
{
	each(check_finals);
}

int
main(void)
{
	CU_TestInfo tests[] = {
		{ "grades are within their bounds",
		    grades_are_within_their_bounds },
		{ "courses grade in all ways", courses_grade_in_all_ways },
		{ "finals are totals", finals_are_totals },
		CU_TEST_INFO_NULL,
	};

	return suite_run("seed_grades", tests);
}
