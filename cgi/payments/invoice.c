/*
 * Invoices.  What a change comes to is worked out in SQL (billing.total), in
 * the transaction that makes it; the answer of each is the invoice as it is
 * then.
 */
#include "core.h"
#include "db.h"
#include "gen/billing.h"
#include "payments.h"
#include "rows.h"
#include "user.h"
#include "work.h"

struct invoice_in {
	struct uuid user_id;
	const char *student_number, *currency, *semester, *due_on, *memo,
	    *tax_country, *tax_region;
	int64_t year;
};

/* What may be changed of a draft as well. */
#define INVOICE_FIELDS                                                       \
	FIELD(struct invoice_in, semester, .label = "Semester",              \
	    .one_of = "fall|spring|summer"),                                 \
	    FIELD(struct invoice_in, year, .label = "Year", .min = 2000,     \
		.max = 2100),                                                \
	    FIELD(struct invoice_in, due_on, .label = "Due on", .max = 10,   \
		.example = "2026-09-01"),                                    \
	    FIELD(struct invoice_in, memo, .label = "Memo", .max = 2000),    \
	    FIELD(struct invoice_in, tax_country,                            \
		.label = "Country of tax", .pattern = "^[A-Z]{2}$",          \
		.hint = "two capital letters, such as US", .example = "US"), \
	    FIELD(struct invoice_in, tax_region, .label = "Region of tax",   \
		.max = 50)

SHAPE(invoice_shape, struct invoice_in,
    FIELD(struct invoice_in, user_id, .label = "Student",
	.doc = "Who owes it; or their student_number"),
    FIELD(struct invoice_in, student_number, .label = "Student number",
	.max = 50),
    FIELD(struct invoice_in, currency, .label = "Currency",
	.pattern = "^[A-Z]{3}$", .example = "USD",
	.hint = "three capital letters, such as USD",
	.doc = "The school's, if not given"),
    INVOICE_FIELDS);
SHAPE(invoice_change_shape, struct invoice_in, INVOICE_FIELDS);

struct invoices_in {
	const char *status, *semester, *q;
	struct uuid user_id, fee_id;
	int64_t year;
	bool overdue;
};

SHAPE(invoices_shape, struct invoices_in,
    FIELD(struct invoices_in, status, .label = "State",
	.one_of = "draft|open|paid|void|uncollectible"),
    FIELD(struct invoices_in, user_id, .label = "Student"),
    FIELD(struct invoices_in, semester, .label = "Semester",
	.one_of = "fall|spring|summer"),
    FIELD(struct invoices_in, year, .label = "Year", .min = 2000,
	.max = 2100),
    FIELD(struct invoices_in, overdue, .label = "Overdue"),
    FIELD(struct invoices_in, fee_id, .label = "Fee",
	.doc = "Of this fee; whoever keeps the books may ask for it"),
    FIELD(struct invoices_in, q, .label = "Search", .max = 200));

struct divide_in {
	int64_t n;
	const char *first_due_on, *schedule;
	struct json_t *parts;
};

SHAPE(divide_shape, struct divide_in,
    FIELD(struct divide_in, n, .label = "Parts", .min = 1, .max = 24,
	.example = "3", .doc = "Equal ones, a month apart"),
    FIELD(struct divide_in, first_due_on, .label = "First due on",
	.max = 10, .example = "2026-09-01"),
    FIELD(struct divide_in, parts, .label = "Parts",
	.example = "[{\"due_on\":\"2026-09-01\",\"amount\":50}]",
	.doc = "Instead: each due_on and amount, together the total"),
    FIELD(struct divide_in, schedule, .label = "Parts, one a line",
	.max = 2000, .example = "2026-09-01 50",
	.doc = "Instead of parts, as text: the day and the amount of each"));

struct redeem_in {
	const char *code;
};

SHAPE(redeem_shape, struct redeem_in,
    FIELD(struct redeem_in, code, .label = "Coupon", .min = 3, .max = 40,
	.example = "WELCOME10", .flags = F_REQUIRED));

enum err
invoices(struct req *r)
{
	bool all = r->user.role == ROLE_ADMIN;

	work_list(r, all ? &q_invoices_school : &q_invoices_own);
	return r->err;
}

/* The invoice as it is now. */
void
invoice_answer(struct req *r, const char *id)
{
	const char *params[] = { id, req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role") };

	req_add_one(r, "", db_rows(r, &q_invoice_get, params));
}

/*
 * The route's query decides and names the invoice; a draft is totalled anew.
 */
enum err
invoice_write(struct req *r)
{
	const struct query *q = r->route->query;
	struct rows *rs = db_rows(r, q, req_bind(r, q));
	const char *id = rows_get(rs, 0, "id");

	if (id == NULL) {
		work_missing(r);
		return r->err;
	}
	db_rows(r, &q_invoice_total, &id);
	invoice_answer(r, id);
	return r->err;
}

/* A draft that is taxed elsewhere has other taxes. */
enum err
invoice_change(struct req *r)
{
	const struct query *q = &q_invoice_update;
	struct rows *rs = db_rows(r, q, req_bind(r, q));
	const char *id = rows_get(rs, 0, "id");

	if (id == NULL) {
		work_missing(r);
		return r->err;
	}
	if (input_given(&r->in, "tax_country") ||
	    input_given(&r->in, "tax_region"))
		db_exec(r, &q_invoice_retax, req_bind(r, &q_invoice_retax));
	db_rows(r, &q_invoice_total, &id);
	invoice_answer(r, id);
	return r->err;
}
