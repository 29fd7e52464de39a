/* Receipts: of each payment that came, under a number without gaps. */
#include "core.h"
#include "db.h"
#include "gen/billing.h"
#include "paper.h"
#include "payments.h"
#include "rows.h"

static void
draw(struct pdf *pdf, void *arg)
{
	const struct paper *p = arg;
	const char *invoice = rows_get(p->head, 0, "invoice_number");
	bool refunded = rows_is(p->head, 0, "_is_refunded");
	const char *const pairs[] = {
		"Student", rows_get(p->head, 0, "student_name"),
		"Student number", rows_get(p->head, 0, "student_number"),
		"Received", paper_day(p, p->head, 0, "paid_at"),
		"By", rows_get(p->head, 0, "method"),
		"Amount", paper_money(p, p->head, 0, "amount"),
		"For", invoice != NULL ? invoice :
		    rows_get(p->head, 0, "payment_type"),
		refunded ? "Refunded" : NULL,
		refunded ? paper_money(p, p->head, 0, "refunded") : NULL,
		"Kept", paper_money(p, p->head, 0, "kept"),
		NULL
	};

	paper_head(pdf, p, arena_printf(p->r->arena, "Receipt %s",
	    paper_text(p->head, 0, "number")));
	pdf_pairs(pdf, pairs);
	pdf_gap(pdf, 10);
	pdf_text(pdf, PDF_TEXT, paper_text(p->head, 0, "description"));
}

enum err
receipt_pdf(struct req *r)
{
	struct db_step s[] = {
		{ .q = &q_receipt_get, .params = req_bind(r, &q_receipt_get) },
		{ .q = &q_invoice_seller,
		    .params = req_bind(r, &q_invoice_seller) },
	};
	struct paper p = { .r = r };

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	p.head = s[0].rows;
	p.seller = s[1].rows;
	if (rows_count(p.head) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	return paper_send(&p, arena_printf(r->arena, "Receipt %s",
	    paper_text(p.head, 0, "number")),
	    rows_is(p.head, 0, "_is_refunded") ? "REFUNDED" : "PAID", draw);
}
