/* pdf_draw.h - what pdf.c and pdf_parts.c share of a document being drawn. */
#ifndef PDF_DRAW_H
#define PDF_DRAW_H

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "pdf.h"

/* Points: 72 of them are an inch. */
#define PAGE_WIDTH 595.0
#define PAGE_HEIGHT 842.0
#define MARGIN 48.0
#define WIDTH (PAGE_WIDTH - 2 * MARGIN)
#define TOP 44.0 /* where a page's text begins */
#define BOTTOM (PAGE_HEIGHT - 56.0)
#define PAD 3.0 /* around the text of a cell */
#define QR_SIDE 92.0
#define COLUMNS_MAX 12u

struct pdf {
	const struct pdf_about *about;
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoLayout *layout; /* used for one text at a time */
	struct buf *out;     /* NULL: pages are counted */
	double y;
	int page, pages;
	const struct pdf_column *columns;
	size_t ncolumns;
	double widths[COLUMNS_MAX];
};

struct place {
	double x, width;
	bool right;
};

/* The text that is shown next; how high it is. */
double	pdf_set(struct pdf *, enum pdf_style, const struct place *,
	    const char *);
/* There, below y; tag NULL: no part of what the document says. */
void	pdf_show(struct pdf *, const struct place *, double y,
	    const char *tag);
void	pdf_ink(struct pdf *, double grey);
void	pdf_rule(struct pdf *, double y, double width, double grey);
/* Of the table that is being drawn. */
void	pdf_head(struct pdf *);

#endif
