/* What a person is sent: the invoice, a credit note. */
#include "core.h"
#include "db.h"
#include "gen/billing.h"
#include "paper.h"
#include "payments.h"
#include "rows.h"

/* ---- Invoices */

static const struct pdf_column line_columns[] = {
	{ "For", 40, false },
	{ "Quantity", 11, true },
	{ "Price", 16, true },
	{ "Tax", 15, true },
	{ "Amount", 18, true },
};
static const struct pdf_column part_columns[] = {
	{ "Part", 10, false },
	{ "Due", 40, false },
	{ "Amount", 25, true },
	{ "Left", 25, true },
};

static const char *
tax_of(const struct paper *p, int row)
{
	if (!rows_is(p->lines, row, "is_taxed"))
		return NULL;
	return arena_printf(p->r->arena, "%s %s %%%s",
	    paper_text(p->lines, row, "tax_name"),
	    paper_text(p->lines, row, "tax_rate"),
	    rows_is(p->lines, row, "tax_inclusive") ? ", included" : "");
}

static void
draw_line(struct pdf *pdf, const struct paper *p, int row)
{
	const char *cells[NITEMS(line_columns)] = {
		paper_text(p->lines, row, "description"),
		paper_text(p->lines, row, "quantity"),
		paper_money(p, p->lines, row, "unit"),
		tax_of(p, row),
		paper_money(p, p->lines, row, "amount"),
	};

	pdf_row(pdf, PDF_TEXT, cells);
}

static void
draw_sum(struct pdf *pdf, const struct paper *p, enum pdf_style style,
    const char *label, const char *name, const char *sign)
{
	const char *cells[NITEMS(line_columns)] = { label };

	cells[NITEMS(line_columns) - 1] = arena_printf(p->r->arena, "%s%s",
	    sign, paper_money(p, p->head, 0, name));
	pdf_row(pdf, style, cells);
}

static void
draw_sums(struct pdf *pdf, const struct paper *p)
{
	bool discount = rows_is(p->head, 0, "_has_discount");
	bool tax = rows_is(p->head, 0, "_has_tax");

	if (discount || tax)
		draw_sum(pdf, p, PDF_TEXT, "Subtotal", "subtotal", "");
	if (discount)
		draw_sum(pdf, p, PDF_TEXT, "Discount", "discount", "\u2212");
	if (tax)
		draw_sum(pdf, p, PDF_TEXT, "Tax", "tax", "");
	draw_sum(pdf, p, PDF_STRONG, "Total", "total", "");
	if (rows_is(p->head, 0, "_has_credits"))
		draw_sum(pdf, p, PDF_TEXT, "Credited", "credited", "\u2212");
	if (rows_is(p->head, 0, "_has_paid"))
		draw_sum(pdf, p, PDF_TEXT, "Paid", "paid", "\u2212");
	if (rows_is(p->head, 0, "_is_open"))
		draw_sum(pdf, p, PDF_STRONG, "Left to pay", "due", "");
}

static void
draw_parts(struct pdf *pdf, const struct paper *p)
{
	if (rows_count(p->parts) == 0)
		return;
	pdf_keep(pdf, 90);
	pdf_gap(pdf, 12);
	pdf_text(pdf, PDF_HEADING, "To be paid in parts");
	pdf_table(pdf, part_columns, NITEMS(part_columns));
	for (int i = 0; i < rows_count(p->parts); i++) {
		const char *cells[NITEMS(part_columns)] = {
			paper_text(p->parts, i, "no"),
			paper_day(p, p->parts, i, "due_on"),
			paper_money(p, p->parts, i, "amount"),
			paper_money(p, p->parts, i, "left"),
		};

		pdf_row(pdf, PDF_TEXT, cells);
	}
	pdf_table_end(pdf);
}

static const char *
title_of(const struct paper *p)
{
	const char *number = rows_get(p->head, 0, "number");

	return number == NULL ? "Invoice, a draft" :
				arena_printf(p->r->arena, "Invoice %s", number);
}

static void
draw_invoice(struct pdf *pdf, void *arg)
{
	const struct paper *p = arg;
	const char *memo = paper_text(p->head, 0, "memo");
	const char *const pairs[] = {
		"Student", rows_get(p->head, 0, "student_name"),
		"Student number", rows_get(p->head, 0, "student_number"),
		"Issued", paper_day(p, p->head, 0, "issued_at"),
		"Due", paper_day(p, p->head, 0, "due_on"),
		"Term", paper_term(p),
		"Paid", paper_day(p, p->head, 0, "paid_at"),
		NULL
	};

	paper_head(pdf, p, title_of(p));
	pdf_pairs(pdf, pairs);
	pdf_gap(pdf, 10);
	pdf_table(pdf, line_columns, NITEMS(line_columns));
	for (int i = 0; i < rows_count(p->lines); i++)
		draw_line(pdf, p, i);
	draw_sums(pdf, p);
	pdf_table_end(pdf);
	draw_parts(pdf, p);
	if (*memo != '\0') {
		pdf_gap(pdf, 12);
		pdf_text(pdf, PDF_TEXT, memo);
	}
}

static const char *
banner_of(const struct rows *head)
{
	const char *s = paper_text(head, 0, "status");

	return strcmp(s, "draft") == 0 ? "DRAFT" :
	    strcmp(s, "paid") == 0     ? "PAID" :
	    strcmp(s, "void") == 0     ? "VOID" :
					 NULL;
}

enum err
invoice_pdf(struct req *r)
{
	const char *const *of = req_bind(r, &q_invoice_get);
	struct db_step s[] = {
		{ .q = &q_invoice_get, .params = of },
		{ .q = &q_invoice_lines, .params = of },
		{ .q = &q_invoice_parts, .params = of },
		{ .q = &q_invoice_seller,
		    .params = req_bind(r, &q_invoice_seller) },
	};
	struct paper p = { .r = r };

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	p.head = s[0].rows;
	p.lines = s[1].rows;
	p.parts = s[2].rows;
	p.seller = s[3].rows;
	if (rows_count(p.head) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	return paper_send(&p, title_of(&p), banner_of(p.head), draw_invoice);
}

/* ---- Credit notes */

#define CREDIT "Credit note"

static void
draw_credit(struct pdf *pdf, void *arg)
{
	const struct paper *p = arg;
	const char *const pairs[] = {
		"Student", rows_get(p->head, 0, "student_name"),
		"Student number", rows_get(p->head, 0, "student_number"),
		"Issued", paper_day(p, p->head, 0, "created_at"),
		"Invoice", rows_get(p->head, 0, "invoice_number"),
		"Amount", paper_money(p, p->head, 0, "amount"),
		"Of which tax", paper_money(p, p->head, 0, "tax"),
		NULL
	};

	paper_note(pdf, p, CREDIT, pairs, paper_text(p->head, 0, "reason"));
}

enum err
credit_pdf(struct req *r)
{
	struct paper p;

	if (!paper_read(r, &q_credit_get, &p))
		return r->err;
	return paper_send(&p, paper_title(&p, CREDIT), NULL, draw_credit);
}
