/*
 * average.h - the weighted average of grades, exactly.
 *
 * The rule: sum(weight * score / max) / sum(weight) * 100, over what has been
 * graded.  Nothing is rounded on the way; the text alone is, to two decimals,
 * half away from zero, and without needless zeros ("87.5", "90").  There is no
 * average when nothing is graded or when every weight is zero.  The order in
 * which grades are added does not matter, and a higher score never lowers it.
 *
 * Decimals are whole numbers of units (AVERAGE_SCALE digits after the point):
 * the unit falls out of the quotient.  Terms with the same maximum are summed
 * as whole numbers, so that there are few fractions; these are brought to one
 * denominator in 128 bits, or by GMP where those do not suffice.
 *
 * An average lives in the arena it was given; average_reset() begins another
 * one in the same memory.  A term costs as much as there are different maxima.
 */
#ifndef AVERAGE_H
#define AVERAGE_H

#define AVERAGE_SCALE	4	/* digits after the point of a unit */
#define AVERAGE_DIGITS	14	/* before it */
#define AVERAGE_SIZE	48	/* of the text, with its NUL */

struct arena;
struct average_sum;
struct buf;

struct average {
	struct arena		*arena;
	struct average_sum	*sums;		/* one for each maximum */
	size_t			 n, room;
	unsigned __int128	 weight;
	bool			 wrong;		/* a term made no sense */
};

/* "12.5" as units; false: no plain decimal >= 0, or one with more digits. */
bool	average_units(const char *, size_t, int64_t *) MUST_CHECK;

void	average_init(struct average *, struct arena *);
void	average_reset(struct average *);
/* In units, none of them negative, max > 0; else there is no average. */
void	average_add(struct average *, int64_t score, int64_t max,
	    int64_t weight);
/* The same from texts, as a query answers them. */
void	average_add_text(struct average *, const char *score, const char *max,
	    const char *weight);
/* False: there is none. */
bool	average_text(const struct average *, char[AVERAGE_SIZE]);
/* As a JSON number, or null. */
void	average_json(const struct average *, struct buf *);

#endif
