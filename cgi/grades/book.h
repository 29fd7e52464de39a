/*
 * book.h - a gradebook, as it is merged from the answers of one round trip:
 * the course with its assignments in their order, its categories, its scale,
 * its students, and their grades; the last two are not sorted.  Pages show
 * it, files are written from it, and what a file says is compared with it.
 *
 * Everything is the request's.  A class of any size is read in time
 * proportional to its cells, but for sorting its names.
 */
#ifndef BOOK_H
#define BOOK_H

#include "marks.h"

#define HUNDREDTH	(TOTAL_UNIT / 100)	/* units */

struct req;
struct rows;

enum book_use {
	BOOK_PAGE,	/* as it is, or as_of a time */
	BOOK_FILE,	/* with addresses, and all that is said of grades */
	BOOK_IMPORT	/* the same, for who may grade */
};

struct book_assignment {
	const char	*id, *name;
	size_t		 name_len;
	int64_t		 max;		/* hundredths */
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
	int			 comments, version;	/* the same */
	struct total_mark	*work;		/* of the last student */
	bool			 is_past;	/* as it stood once */
};

struct book_grade {
	int64_t		 score;		/* hundredths; -1: none */
	const char	*state, *comments;	/* "" for no comment */
	int64_t		 days_late, version;	/* version 0: no grade */
};

/* False, and the request failed: not there, or not the caller's to see. */
bool	book_read(struct req *, enum book_use, struct book *);
/* Row of the mark in a cell, or -1. */
int	book_mark(const struct book *, size_t student, size_t assignment);
/* What a cell says; comments only in a book for files. */
void	book_grade(const struct book *, size_t student, size_t assignment,
	    struct book_grade *);
/* Of one student; the total was made for the book's plan. */
void	book_total(const struct book *, size_t student, struct total *);

#endif
