/* Receipts: of each payment that came, under a number without gaps. */
#include "core.h"
#include "db.h"
#include "gen/billing.h"
#include "paper.h"
#include "payments.h"
#include "rows.h"

#define KIND "Receipt"

static void
draw(struct pdf *pdf, void *arg)
{
	const struct paper *p = arg;
	const char *invoice = rows_get(p->head, 0, "invoice_number");
	const char *type = rows_get(p->head, 0, "payment_type");
	const char *what = invoice != NULL ? invoice : type;
	bool refunded = rows_is(p->head, 0, "_is_refunded");
	const char *const pairs[] = {
		"Student", rows_get(p->head, 0, "student_name"),
		"Student number", rows_get(p->head, 0, "student_number"),
		"Received", paper_day(p, p->head, 0, "paid_at"),
		"By", rows_get(p->head, 0, "method"),
		"Amount", paper_money(p, p->head, 0, "amount"),
		"For", what,
		refunded ? "Refunded" : NULL,
		refunded ? paper_money(p, p->head, 0, "refunded") : NULL,
		"Kept", paper_money(p, p->head, 0, "kept"),
		NULL
	};

	paper_note(pdf, p, KIND, pairs, paper_text(p->head, 0, "description"));
}

enum err
receipt_pdf(struct req *r)
{
	struct paper p;

	if (!paper_read(r, &q_receipt_get, &p))
		return r->err;
	return paper_send(&p, paper_title(&p, KIND),
	    rows_is(p.head, 0, "_is_refunded") ? "REFUNDED" : "PAID", draw);
}
