/*
 * pdf.h - documents of A4 pages: text of any script, tables, a QR code.
 *
 * The caller draws from top to bottom; lines are broken, pages turned, the
 * heads of tables repeated and pages counted here.  What is drawn is drawn
 * twice, because the first page says how many there are: draw() must do the
 * same both times.  Texts are plain UTF-8, never markup.  A script is shown
 * if a font of the machine has it (fontconfig chooses), from right to left
 * where it runs so.  The same document has the same bytes.
 *
 * The first document of a process reads the fonts' index, which takes some
 * ten milliseconds more.
 */
#ifndef PDF_H
#define PDF_H

struct buf;
struct pdf;

enum pdf_style {
	PDF_TITLE, PDF_HEADING, PDF_TEXT, PDF_STRONG, PDF_SMALL, PDF__STYLES
};

struct pdf_about {
	const char	*title, *author;
	const char	*footer;	/* of each page, or NULL */
	const char	*banner;	/* across each page, or NULL */
	int64_t		 made;		/* seconds since 1970 */
};

/* Widths are shares of the page's. */
struct pdf_column {
	const char	*label;
	unsigned	 share;
	bool		 number;	/* to the right */
};

/* False: it cannot be drawn, or the buffer is too small. */
bool	pdf_write(const struct pdf_about *, void (*draw)(struct pdf *, void *),
	    void *arg, struct buf *) MUST_CHECK;

void	pdf_text(struct pdf *, enum pdf_style, const char *);
void	pdf_gap(struct pdf *, double points);
/* A new page, if there are fewer points left on this one. */
void	pdf_keep(struct pdf *, double points);

/* Label and value in turn, two pairs a line; NULL ends.  No value: "–". */
void	pdf_pairs(struct pdf *, const char *const *);

/* Cells as there are columns, NULL for an empty one. */
void	pdf_table(struct pdf *, const struct pdf_column *, size_t n);
void	pdf_row(struct pdf *, enum pdf_style, const char *const *cells);
void	pdf_table_end(struct pdf *);

/* The code of a URL, which the lines beside it lead to as well. */
void	pdf_qr(struct pdf *, const char *url, const char *const *lines);

#endif
