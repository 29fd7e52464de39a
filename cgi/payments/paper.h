/* paper.h - invoices, credit notes and receipts as documents. */
#ifndef PAPER_H
#define PAPER_H

#include "pdf.h"

struct query;
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

/* The one row that a query answers, and who sends it; false: not there. */
bool paper_read(struct req *, const struct query *, struct paper *);
/* "Receipt REC-2026-000001" */
const char *paper_title(const struct paper *, const char *kind);
/* A short one: its pairs as pdf_pairs() has them, and a text below. */
void paper_note(struct pdf *, const struct paper *, const char *kind,
    const char *const *pairs, const char *text);

/* Who sends it, and what it is called. */
void paper_head(struct pdf *, const struct paper *,
    const char *title);
enum err paper_send(struct paper *, const char *title,
    const char *banner, void (*draw)(struct pdf *, void *));

#endif
