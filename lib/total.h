/*
 * total.h - what a student's marks in a course come to, exactly.
 *
 * The one place where a total is computed: the gradebook, a student's page,
 * final grades, files, transcripts and "what if" ask here.  The rules are in
 * docs/grading.md, for people; in short:
 *
 *  1. A mark that is excused, or not given yet, is left out.  A missing one is
 *     a score of 0.  Any other score is curved (+ value, or out of value
 *     instead of the maximum; never over the maximum), then loses its late
 *     penalty.  What is left, divided by the maximum, is the mark's ratio.
 *  2. A category's score is the sum of weight * ratio divided by the sum of
 *     weight, over its regular marks that are kept; extra-credit marks are
 *     added above and not below.  To drop the lowest k means to keep those
 *     max(1, n - k) of n regular marks that make the score largest, which is
 *     not always to drop the lowest ratios; of equal ones the earlier is kept.
 *     n counts the marks whose assignment weighs something.  A category in
 *     which nothing is kept has no score.
 *  3. The total is the sum of weight * score over all categories that have a
 *     score, divided by the sum of the weights of those that are not extra;
 *     100 per cent at most.  Where that sum is 0 there is no total.
 *  4. A course without categories is one category of all its assignments that
 *     weighs 1 and drops nothing; in one with categories, an assignment
 *     outside them counts nowhere.
 *  5. Nothing is rounded on the way.  What is shown is a per cent with two
 *     digits, half away from zero; letters and passing go by what is shown.
 *
 * So a higher score never lowers a total, and the order of assignments and
 * categories changes nothing but which of two equal marks is the dropped one.
 *
 * Decimals are whole numbers of units (TOTAL_SCALE digits after the point);
 * what is shown is in hundredths of a per cent, TOTAL_NONE being none.
 *
 *	struct total_plan *plan = total_plan(arena, &rules);
 *	struct total t;
 *
 *	total_init(&t, plan, arena);
 *	for each student {
 *		total_of(plan, marks, &t);
 *		... t.shown, t.categories[c], t.dropped[a] ...
 *	}
 *
 * A plan holds what is the same for everybody: it is made once for a course.
 * Marks stand in the order of the plan's assignments, which is that of
 * position and name.  Sums are whole numbers of 128 bits over the plan's
 * common denominator; the total of several categories is enclosed from both
 * sides, and where the two sides would be shown differently, or a number is
 * too long, everything is done again in fractions of any length (GMP).
 * total_explain() always does it so, and says every number on the way.
 *
 * All memory is the arena's that was given; a plan and its rules must outlive
 * what is made with it.  A plan of rules that make no sense (a maximum of 0,
 * a negative weight, a category that is not there) is one of no total at all,
 * and so is a student's total with a score outside of 0 and the maximum.
 */
#ifndef TOTAL_H
#define TOTAL_H

#define TOTAL_SCALE	4	/* digits after the point of a unit */
#define TOTAL_DIGITS	14	/* before it */
#define TOTAL_UNIT	INT64_C(10000)
#define TOTAL_SIZE	24	/* of the text of a total, with its NUL */
#define TOTAL_NONE	INT64_C(-1)
#define TOTAL_FULL	INT64_C(10000)	/* 100 per cent, as it is shown */

struct arena;
struct buf;
struct total_plan;
struct total_work;

/* ---- Rules of a course */

enum total_curve { TOTAL_NO_CURVE, TOTAL_CURVE_ADD, TOTAL_CURVE_BEST };

struct total_category {
	int64_t		 weight;	/* units */
	int		 drop;		/* lowest */
	bool		 is_extra;
};

struct total_assignment {
	int64_t		 max, weight;	/* units */
	int64_t		 late_per_day, late_max; /* units of a per cent */
	int64_t		 curve_value;	/* units */
	enum total_curve curve;
	int		 category;	/* -1: none */
	bool		 is_extra;
};

struct total_rules {
	const struct total_category	*categories;
	const struct total_assignment	*assignments;
	size_t				 ncategories, nassignments;
	bool				 by_points;	/* not by weight */
};

struct total_plan *total_plan(struct arena *, const struct total_rules *);
/* A course without categories has one. */
size_t	total_ncategories(const struct total_plan *);

/* ---- Marks of a student, and what they come to */

enum total_state {
	TOTAL_UNGRADED, TOTAL_GRADED, TOTAL_MISSING, TOTAL_EXCUSED
};

struct total_mark {
	int64_t		 score;		/* units; of a graded one */
	int		 days_late;
	enum total_state state;
};

struct total {
	int64_t		 shown;		/* hundredths of a per cent */
	int64_t		*categories;	/* the same; may be over 100 */
	bool		*dropped;	/* by assignment */
	struct total_work *work;	/* room for sums */
};

void	total_init(struct total *, const struct total_plan *, struct arena *);
/* The same struct serves one student after another. */
void	total_of(const struct total_plan *, const struct total_mark *,
	    struct total *);

/* ---- The same, with every number on the way */

/* Exact numbers are texts: "0.875", or a fraction, "2/3". */
struct total_item {
	const char	*curved;	/* points after the curve, or NULL */
	const char	*kept;		/* part left by the penalty, or NULL */
	const char	*ratio;		/* NULL: not graded, or excused */
	const char	*weight;	/* among its like */
	int64_t		 percent;	/* the ratio, as it is shown */
	int64_t		 contributes;	/* of the total, in its hundredths */
	bool		 counts, dropped;
};

struct total_group {
	const char	*top, *bottom;	/* the sums */
	const char	*score;		/* NULL: none */
	const char	*weight;
	int64_t		 percent;
	int		 graded, kept;	/* regular marks */
};

struct total_detail {
	struct total_item	*items;		/* by assignment */
	struct total_group	*groups;	/* by category */
	const char		*top, *bottom;	/* the sums of the total */
	const char		*exact;		/* per cent; NULL: none */
	int64_t			 shown;
};

void	total_explain(const struct total_plan *, const struct total_mark *,
	    struct arena *, struct total_detail *);

/* ---- Letters */

struct total_step {
	int64_t		 at_least;	/* hundredths of a per cent */
	const char	*letter, *points;	/* points: decimal, or NULL */
};

/* The step of a total as it is shown, in whatever order they are; or NULL. */
const struct total_step *total_step(const struct total_step *, size_t,
	    int64_t shown);

/* ---- Texts */

/* "12.5" as units; false: no plain decimal >= 0, or one with more digits. */
bool	total_units(const char *, size_t, int64_t *) MUST_CHECK;
/* Hundredths as "87.5", without needless zeros; false: there is none. */
bool	total_text(int64_t shown, char[TOTAL_SIZE]);
void	total_json(int64_t shown, struct buf *);	/* a number, or null */

#endif
