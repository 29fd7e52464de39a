/*
 * book.h - a gradebook, as it is merged from three answers of one round trip:
 * the course with its assignments, its students, and their grades, none of
 * them sorted.
 *
 * Everything is the request's.  A class of any size is read in time
 * proportional to its cells, but for sorting its names.
 */
#ifndef BOOK_H
#define BOOK_H

#include "average.h"

struct req;
struct rows;

struct book_assignment {
	const char	*id, *name;
	size_t		 name_len;
	int64_t		 max, weight;	/* units of average.h */
	int		 row, position;	/* row: of head */
};

struct book_student {
	const char	*name, *id;	/* sorted by these */
	int		 row;		/* of roster */
};

struct book {
	struct rows		*head, *roster, *marks;
	struct book_assignment	*assignments;	/* in their order */
	size_t			 nassignments;
	struct book_student	*students;	/* by name */
	size_t			 nstudents;
	int32_t			*cells;		/* row of marks + 1; 0: none */
};

/* False, and the request failed: not there, or not the caller's to see. */
bool	book_read(struct req *, struct book *);
/* Row of the mark in a cell, or -1. */
int	book_mark(const struct book *, size_t student, size_t assignment);
/* Of one student; the average was given its arena. */
void	book_average(const struct book *, size_t student, struct average *);

#endif
