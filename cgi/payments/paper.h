/* paper.h - invoices, credit notes and receipts as documents. */
#ifndef PAPER_H
#define PAPER_H

#include "pdf.h"

struct req;
struct rows;

struct paper {
	struct req *r;
	struct rows *head; /* what it is about, one row */
	struct rows *seller;
	struct rows *lines, *parts, *payments; /* of an invoice */
};

/* Texts of a row; "" for nothing. */
const char *paper_text(const struct rows *, int row, const char *);
/* An amount of a row with its currency, as people read it. */
const char *paper_money(const struct paper *, const struct rows *, int row,
    const char *);
/* A day, or an instant by the school's clock, in words; NULL for nothing. */
const char *paper_day(const struct paper *, const struct rows *, int row,
    const char *);
/* "fall 2026", or NULL. */
const char *paper_term(const struct paper *);

/* Who sends it, and what it is called. */
void paper_head(struct pdf *, const struct paper *,
    const char *title);
enum err paper_send(struct paper *, const char *title,
    const char *banner, void (*draw)(struct pdf *, void *));

#endif
