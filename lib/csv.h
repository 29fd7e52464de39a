/*
 * csv.h - files of separated values (RFC 4180, and what spreadsheets write).
 *
 * A file is read record by record; every cell knows the line it begins on, so
 * that what is wrong with it can be said by line and column.  Read are UTF-8
 * with or without its mark, commas, semicolons or tabs (whichever the first
 * record has most of, or a first line "sep=;" names), LF, CR LF or CR,
 * quotation marks with separators, line ends and doubled quotation marks
 * inside.  A quotation mark inside of a cell that began without one is one
 * more character of it.  Records of nothing at all are left out.
 *
 * A file that cannot be read to its end says where and why in line, column
 * and why: it is not UTF-8, a cell is longer than CSV_CELL_MAX, a quotation
 * mark is never closed or has something behind it.  (libcsv knows no line and
 * no column of anything, and takes blanks away that were meant.)
 *
 * Texts of cells are not NUL-terminated; they are the file's own bytes where
 * nothing had to be taken out, else the arena's.
 */
#ifndef CSV_H
#define CSV_H

#define CSV_CELL_MAX	((size_t)64 * 1024)
#define CSV_COLUMNS_MAX	1024u

struct arena;
struct buf;

struct csv_cell {
	const char	*s;
	size_t		 n;
	unsigned	 line;		/* from 1 */
};

struct csv_row {
	struct csv_cell	*cells;		/* until the next row */
	size_t		 n;
	unsigned	 line;		/* of its first cell */
};

struct csv {
	struct arena	*arena;
	const char	*at, *end;
	char		 separator;
	struct csv_cell	*cells;
	unsigned	 line, column;	/* of what is read, or of the fault */
	const char	*why;		/* NULL: nothing is wrong */
};

void	csv_open(struct csv *, struct arena *, const char *, size_t);
/* False: the end, or a fault. */
bool	csv_next(struct csv *, struct csv_row *);

/* ---- Writing */

/*
 * A spreadsheet takes a text that starts with = + - @, a tab or a return for
 * a formula (OWASP, CSV injection).  Such a text is written with an
 * apostrophe before it; so is one that has apostrophes before such a sign,
 * and csv_plain() takes exactly one away again.
 */
void	csv_text(struct buf *, const char *, char separator);
/* What is known to be harmless: numbers, ids. */
void	csv_raw(struct buf *, const char *, char separator);
void	csv_plain(struct csv_cell *);

#endif
