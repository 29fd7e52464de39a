/*
 * gpa.h - grade point averages and credits, exactly.
 *
 * An attempt is one enrollment, in the order of time.  What is graded has a
 * final; what has points besides counts for averages: the sum of points times
 * credits over the sum of credits, two digits, half away from zero.  Points,
 * finals and averages are hundredths.
 *
 * A term's average has all of its attempts.  For the cumulative one the rule
 * of the school chooses among the attempts at one subject: the best (by
 * points, then the final, then the later), the latest, or all.  Credits are
 * earned once for a subject, by an attempt that is chosen and passed.
 */
#ifndef GPA_H
#define GPA_H

#define GPA_NONE	(-1)

enum gpa_repeats { GPA_BEST, GPA_LATEST, GPA_ALL };

struct gpa_attempt {
	const char	*subject;
	int		 term;		/* any number that tells terms apart */
	int		 credits, points, final;	/* or GPA_NONE */
	bool		 passed;
	bool		 counts;	/* set by gpa_choose() */
};

struct gpa {
	int	attempted, earned;	/* credits */
	int	average;		/* or GPA_NONE */
};

enum gpa_repeats gpa_repeats(const char *);	/* "best", "latest", "all" */
void		 gpa_choose(struct gpa_attempt *, size_t, enum gpa_repeats);
struct gpa	 gpa_term(const struct gpa_attempt *, size_t, int term);
struct gpa	 gpa_cumulative(const struct gpa_attempt *, size_t);

/* By the average as it is shown; NULL: there is none. */
const char	*gpa_standing(int average, int honours_from,
		    int probation_below);

#endif
