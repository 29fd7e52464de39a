#include "core.h"
#include <time.h>
#include "db.h"
#include "gen/billing.h"
#include "money.h"
#include "paper.h"
#include "req.h"
#include "rows.h"
#include "school.h"

const char *
paper_text(const struct rows *rs, int row, const char *name)
{
	const char *s = rows_get(rs, row, name);

	return s != NULL ? s : "";
}

const char *
paper_money(const struct paper *p, const struct rows *rs, int row,
    const char *name)
{
	const char *amount = rows_get(rs, row, name);
	struct buf b;

	if (amount == NULL)
		return NULL;
	buf_init(&b, p->r->arena, 100);
	money_add(&b, amount, paper_text(rs, row, "currency"));
	return buf_text(&b);
}

const char *
paper_day(const struct paper *p, const struct rows *rs, int row,
    const char *name)
{
	const char *s = rows_get(rs, row, name);
	struct tm tm = { 0 };
	char *out;

	if (s == NULL)
		return NULL;
	out = arena_alloc(p->r->arena, 40);
	if (strptime(s, "%Y-%m-%d %H:%M:%S", &tm) != NULL)
		school_localtime(school_zone(p->r), timegm(&tm), &tm);
	else if (strptime(s, "%Y-%m-%d", &tm) == NULL)
		return s;
	strftime(out, 40, "%-d %B %Y", &tm);
	return out;
}

const char *
paper_term(const struct paper *p)
{
	const char *semester = rows_get(p->head, 0, "semester");

	return semester == NULL ? rows_get(p->head, 0, "year") :
				  arena_printf(p->r->arena, "%s %s", semester,
				      paper_text(p->head, 0, "year"));
}

void
paper_head(struct pdf *pdf, const struct paper *p, const char *title)
{
	const char *seller = paper_text(p->seller, 0, "seller");
	const char *tax = paper_text(p->seller, 0, "tax_number");

	pdf_text(pdf, PDF_STRONG, paper_text(p->seller, 0, "school_name"));
	if (*seller != '\0')
		pdf_text(pdf, PDF_SMALL, seller);
	if (*tax != '\0')
		pdf_text(pdf, PDF_SMALL,
		    arena_printf(p->r->arena, "Tax number %s", tax));
	pdf_gap(pdf, 12);
	pdf_text(pdf, PDF_TITLE, title);
	pdf_gap(pdf, 8);
}

bool
paper_read(struct req *r, const struct query *q, struct paper *p)
{
	struct db_step s[] = {
		{ .q = q, .params = req_bind(r, q) },
		{ .q = &q_invoice_seller,
		    .params = req_bind(r, &q_invoice_seller) },
	};

	if (!db_many(r, s, NITEMS(s)))
		return false;
	*p = (struct paper){ .r = r, .head = s[0].rows, .seller = s[1].rows };
	if (rows_count(p->head) == 0)
		req_fail(r, ERR_NOT_FOUND, NULL);
	return r->err == OK;
}

const char *
paper_title(const struct paper *p, const char *kind)
{
	return arena_printf(p->r->arena, "%s %s", kind,
	    paper_text(p->head, 0, "number"));
}

void
paper_note(struct pdf *pdf, const struct paper *p, const char *kind,
    const char *const *pairs, const char *text)
{
	paper_head(pdf, p, paper_title(p, kind));
	pdf_pairs(pdf, pairs);
	pdf_gap(pdf, 10);
	pdf_text(pdf, PDF_TEXT, text);
}

enum err
paper_send(struct paper *p, const char *title, const char *banner,
    void (*draw)(struct pdf *, void *))
{
	struct req *r = p->r;
	const char *number = rows_get(p->head, 0, "number");
	const char *note = paper_text(p->seller, 0, "note");
	const struct pdf_about about = {
		.title = title,
		.author = paper_text(p->seller, 0, "school_name"),
		.footer = *note != '\0' ? note : title,
		.banner = banner,
		.made = r->now,
	};

	if (r->err != OK)
		return r->err;
	if (!pdf_write(&about, draw, p, &r->out))
		return req_fail(r, ERR_BUG, "The document cannot be drawn.");
	r->status = 200;
	req_header(r, "Content-Disposition",
	    arena_printf(r->arena, "inline; filename=\"%s.pdf\"",
		number != NULL ? number : "draft"));
	return r->err;
}
