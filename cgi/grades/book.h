/*
 * book.h - a gradebook, as it is merged from the answers of one round trip:
 * the course with its assignments in their order, its categories, its scale,
 * its students, and their grades; the last two are not sorted.
 *
 * Everything is the request's.  A class of any size is read in time
 * proportional to its cells, but for sorting its names.
 */
#ifndef BOOK_H
#define BOOK_H

#include "marks.h"

struct req;
struct rows;

struct book_assignment {
	const char	*id, *name;
	size_t		 name_len;
	int		 row;		/* of head */
};

struct book_student {
	const char	*name, *id;	/* sorted by these */
	int		 row;		/* of roster */
};

struct book {
	struct rows		*head, *categories, *steps, *roster, *marks;
	struct total_plan	*plan;
	struct scale		 scale;
	struct book_assignment	*assignments;	/* in their order */
	size_t			 nassignments;
	struct book_student	*students;	/* by name */
	size_t			 nstudents;
	int32_t			*cells;		/* row of marks + 1; 0: none */
	struct mark_columns	 columns;	/* of marks */
	struct total_mark	*work;		/* of the last student */
	bool			 is_past;	/* as it stood once */
};

/* False, and the request failed: not there, or not the caller's to see. */
bool	book_read(struct req *, struct book *);
/* Row of the mark in a cell, or -1. */
int	book_mark(const struct book *, size_t student, size_t assignment);
/* Of one student; the total was made for the book's plan. */
void	book_total(const struct book *, size_t student, struct total *);

#endif
