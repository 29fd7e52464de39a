/*
 * total_reference.h - totals as docs/grading.md says them, without any wit.
 *
 * Everything is one of GMP's fractions; which marks are dropped is found by
 * trying every set of them.  It shares the types of lib/total.h with what it
 * is compared to, and nothing else.
 */
#ifndef TOTAL_REFERENCE_H
#define TOTAL_REFERENCE_H

#include "total.h"

/* In hundredths of a per cent, as they are shown; arrays of the rules' size. */
int64_t	reference_total(const struct total_rules *, const struct total_mark *,
	    int64_t *categories, bool *dropped);

#endif
