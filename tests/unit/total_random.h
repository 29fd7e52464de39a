/*
 * total_random.h - random gradebooks: rules of a course, marks of a student.
 *
 * From usual ones to numbers that no school ever wrote; always the same ones
 * in the same order, so that a failure can be looked at again.
 */
#ifndef TOTAL_RANDOM_H
#define TOTAL_RANDOM_H

#include "total.h"

#define RANDOM_CATEGORIES	5
#define RANDOM_ASSIGNMENTS	13

struct random_book {
	struct total_category	 categories[RANDOM_CATEGORIES];
	struct total_assignment	 assignments[RANDOM_ASSIGNMENTS];
	struct total_mark	 marks[RANDOM_ASSIGNMENTS];
	struct total_rules	 rules;		/* of these */
};

uint64_t	chance(uint64_t below);
void		random_book(struct random_book *);
/* Assignments with their marks, and categories, in another order. */
void		random_order(struct random_book *, int *category_was);

#endif
