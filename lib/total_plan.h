/*
 * total_plan.h - what total.c, total_exact.c and total_explain.c share.
 *
 * The ratio of a mark is score * keep / (base * late): score after the curve,
 * keep / late what the penalty leaves.  Its weight times its ratio is
 * score * keep * factor over the denominator that all marks of its category
 * share, and share is the weight itself over that denominator; so no term is
 * above its share.  A plan is long when the shares of a category do not fit
 * TOTAL_ROOM: then factor and share are in numbers of any length.
 */
#ifndef TOTAL_PLAN_H
#define TOTAL_PLAN_H

#include <gmp.h>
#include "total.h"

#define TOTAL_ROOM	(UINT64_C(1) << 62)	/* two of them in 128 bits */
#define TOTAL_ALL_LATE	UINT64_C(1000000)	/* 100 per cent in units */

struct total_term {
	const struct total_assignment	*as;
	uint64_t			 weight, base;	/* units */
	uint64_t			 late, per_day, late_max;
	uint64_t			 factor, share;
	mpz_ptr				 long_factor, long_share;
	uint32_t			 at;	/* place of the assignment */
};

struct total_set {
	uint64_t	 weight;	/* over what all weights share */
	size_t		 first, n;	/* terms */
	int		 drop;
	bool		 is_extra, equal;	/* equal: the regular shares */
};

struct total_plan {
	const struct total_rules	*rules;
	struct total_term		*terms;	/* by category; all weigh */
	struct total_set		*sets;	/* categories */
	size_t				 nterms, nsets;
	bool				 is_long, wrong;
};

enum total_counted { TOTAL_OUT, TOTAL_IN, TOTAL_WRONG };

/* score and keep of a mark that is in. */
enum total_counted total_points(const struct total_term *,
	    const struct total_mark *, uint64_t *score, uint64_t *keep);

/* ---- In numbers of any length */

struct total_sum {
	mpz_t	top, bottom;		/* bottom 0: no score */
};

void	total_plan_long(struct arena *, struct total_plan *);
struct total_sum *total_sums_new(size_t);
void	total_sums_free(struct total_sum *, size_t);
/* False: a mark is wrong. */
bool	total_sums(const struct total_plan *, const struct total_mark *,
	    struct total_sum *, bool *dropped);
/* Of all sets; TOTAL_NONE: there is none. */
int64_t	total_of_sums(const struct total_plan *, const struct total_sum *);
/* Hundredths of a per cent of a fraction, half away from zero. */
int64_t	total_shown(mpz_srcptr top, mpz_srcptr bottom);
void	total_exact(const struct total_plan *, const struct total_mark *,
	    struct total *);

#endif
