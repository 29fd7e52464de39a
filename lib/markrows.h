/*
 * markrows.h - rules, marks and scales of courses, as queries answer them, for
 * total.h.
 *
 * Rows are found by the names of their columns: assignments have assignment_id
 * (null: none), max_score, weight, category_id, is_extra, late_per_day,
 * late_max, curve and curve_value; categories id, weight, drop_lowest and
 * is_extra; marks score, state and days_late (null as usual: graded if there
 * is a score, and in time); steps at_least, letter and points.  Assignments
 * and categories come in their order.  Where rows are of several courses they
 * also have enrollment_id and stand together by it, and the course itself is
 * a row with enrollment_id, _weigh_by, _student_id and _credits.  Everything
 * is the request's.
 */
#ifndef MARKROWS_H
#define MARKROWS_H

#include "total.h"

struct buf;
struct req;
struct rows;

/* Rows of one course, which stand together. */
struct span {
	const struct rows	*rows;
	int			 first, n;
};

struct scale {
	const struct total_step	*steps;
	size_t			 n;
	int64_t			 pass_mark;	/* hundredths */
};

struct mark_columns {
	int	score, state, days_late;
};

struct span	 span_all(const struct rows *);
struct total_plan *marks_plan(struct req *, struct span assignments,
		    struct span categories, const char *weigh_by);
struct mark_columns mark_columns(const struct rows *);
/* A row of -1 is a mark that was not given. */
struct total_mark mark_at(const struct rows *, int row,
		    const struct mark_columns *);
struct total_mark *marks_of_rows(struct req *, struct span);

void		 scale_read(struct req *, struct span steps,
		    const char *pass_mark, struct scale *);
/* Of a decimal that was given; NULL: none, or no step is as low. */
const char	*scale_letter(const struct scale *, const char *percent);
/* "average":87.5,"letter":"B","passed":true of what is shown. */
void		 standing_json(int64_t shown, const struct scale *,
		    struct buf *);

/* ---- Several courses */

/* For each course its rows among these. */
struct span	*spans_of(struct req *, const struct rows *courses,
		    const struct rows *);
/* Of one of them, from its marks, which have the columns of assignments. */
struct total	 course_total(struct req *, const struct rows *courses,
		    int row, struct span marks, struct span categories);
/* Of each, as it is shown. */
int64_t		*courses_totals(struct req *, const struct rows *courses,
		    const struct rows *categories, const struct rows *marks);
/*
 * The average of a student: of the courses that have a total, by their
 * credits, as of a course whose assignments they are, each out of 100.
 */
int64_t		 courses_average(struct req *, const struct rows *courses,
		    const int64_t *totals, const char *student_id);

#endif
