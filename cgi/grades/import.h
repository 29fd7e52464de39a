/*
 * import.h - what a file would do to the grades of a course.
 *
 * The file is wide, a line for each student and a column for each assignment,
 * or long, a line for each grade.  Students are found by enrollment id,
 * student number or e-mail, never by their place; assignments by the id in
 * brackets behind their name, or by their name.  An empty cell says nothing.
 * All that is wrong is collected, each with its line and column.
 */
#ifndef IMPORT_H
#define IMPORT_H

#include "book.h"
#include "csv.h"
#include "index.h"

#define IMPORT_FAULTS_MAX	1000u	/* that are said */
#define IMPORT_SECONDS	25	/* for all of them: 100,000 take eight */

struct req;

struct import_fault {
	unsigned	 line, column;
	const char	*field, *message;	/* field: title of the column */
};

struct import_faults {
	struct import_fault	*at;
	size_t			 n;	/* of all; IMPORT_FAULTS_MAX are kept */
};

struct import_change {
	size_t			 student, assignment;
	unsigned		 column;
	struct book_grade	 old, new;
};

/* A line, with its changes. */
struct import_line {
	unsigned	 line;
	size_t		 student, first, n, same;
};

enum import_kind {
	COL_IGNORED, COL_ENROLLMENT, COL_NUMBER, COL_EMAIL, COL_NAME,
	COL_GRADE,			/* of an assignment: wide */
	COL_ASSIGNMENT, COL_SCORE, COL_STATE, COL_DAYS, COL_COMMENTS
};

/* What a line says of one grade; NULL: nothing. */
struct import_said {
	const struct csv_row	*row;
	const struct csv_cell	*score, *state, *days, *comments;
};

struct import_column {
	enum import_kind	 kind;
	const char		*title;
	size_t			 assignment;
};

struct import {
	struct req		*r;
	struct book		 book;
	struct csv		 csv;
	struct index		 ids, numbers, emails, names, assignment_ids;
	struct import_column	*columns;
	size_t			 ncolumns;
	bool			 is_long;
	unsigned		*seen;		/* lines, by student or cell */

	struct import_faults	 errors, warnings;
	struct import_change	*changes;
	size_t			 nchanges, changes_room;
	struct import_line	*lines;
	size_t			 nlines, lines_room;
	size_t			 added, changed, same;
};

/* import_read.c; import_header.c: false when nothing more can be read. */
void	import_read(struct import *, const char *, size_t);
bool	import_header(struct import *);

/* import_grade.c: from the grade as it is to what the file says. */
bool	import_grade(struct import *, const struct import_said *,
	    size_t assignment, struct book_grade *);
unsigned import_column_of(const struct import_said *, const struct csv_cell *);

void	import_fault(struct import *, struct import_faults *, unsigned line,
	    unsigned column, const char *, ...) PRINTF(5, 6);
struct csv_cell import_trim(struct csv_cell);
/* The beginning of a cell, for a message. */
const char *import_shown(struct import *, const struct csv_cell *);
bool	import_is(const struct csv_cell *, const char *);

#endif
