/* Payments as they are, and those that never were at Stripe. */
#include "core.h"
#include "access.h"
#include "asking.h"
#include "db.h"
#include "gen/billing.h"
#include "metric.h"
#include "payments.h"
#include "req.h"
#include "rows.h"

struct payments_in {
	const char *status, *payment_type, *semester, *from, *to, *q;
	int64_t year;
	struct uuid user_id;
};

#define STATES "pending|processing|succeeded|failed|refunded"
#define KINDS "tuition|fees|books|other"
#define TERMS "fall|spring|summer"

SHAPE(payments_shape, struct payments_in,
    FIELD(struct payments_in, status, .label = "State", .one_of = STATES),
    FIELD(
	struct payments_in, payment_type, .label = "What for", .one_of = KINDS),
    FIELD(struct payments_in, semester, .label = "Semester", .one_of = TERMS),
    FIELD(struct payments_in, year, .label = "Year", .min = 2000, .max = 2100),
    FIELD(struct payments_in, user_id, .label = "Whose account"),
    FIELD(struct payments_in, from, .label = "From", DAY),
    FIELD(struct payments_in, to, .label = "To", DAY),
    FIELD(struct payments_in, q, .label = "Search", .max = 200));

struct note_in {
	struct decimal amount;
	const char *currency, *payment_type, *semester, *description;
	const char *method, *reference, *invoice_number, *student_number;
	int64_t year;
	struct uuid invoice_id, user_id;
};

SHAPE(payment_note_shape, struct note_in,
    FIELD(struct note_in, method, .label = "How it was paid",
	.one_of = "cash|bank", .flags = F_REQUIRED),
    FIELD(struct note_in, reference, .label = "Reference", .max = 200,
	.doc = "Of the transfer, or of the receipt that was written"),
    FIELD(struct note_in, amount, .label = "Amount", .max = 99999999,
	.scale = 3, .example = "120.50",
	.doc = "All that is left of the invoice if not said"),
    FIELD(struct note_in, currency, .label = "Currency",
	.pattern = "^[A-Z]{3}$", .hint = "three letters such as USD",
	.example = "USD", .doc = "The school's, if not said"),
    FIELD(struct note_in, payment_type, .label = "What for", .one_of = KINDS),
    FIELD(struct note_in, semester, .label = "Semester", .one_of = TERMS),
    FIELD(struct note_in, year, .label = "Year", .min = 2000, .max = 2100),
    FIELD(struct note_in, description, .label = "Description", .max = 500),
    FIELD(struct note_in, invoice_id, .label = "Invoice"),
    FIELD(struct note_in, invoice_number, .label = "Number of the invoice",
	.max = 40, .doc = "Instead of its id"),
    FIELD(struct note_in, user_id, .label = "Whose account"),
    FIELD(struct note_in, student_number, .label = "Student number", .max = 50,
	.doc = "Instead of user_id"));

/* One query of a payment: id, school_id, me, my_role. */
static struct db_step
step(struct req *r, const struct query *q)
{
	return (struct db_step){ .q = q, .params = req_bind(r, q) };
}

enum err
payment_show(struct req *r)
{
	struct db_step s[] = { step(r, &q_payment_get),
		step(r, &q_payment_refunds), step(r, &q_payment_disputes) };

	if (!db_many(r, s, NITEMS(s)))
		return r->err;
	if (rows_count(s[0].rows) == 0)
		return req_fail(r, ERR_NOT_FOUND, NULL);
	req_add_one(r, "", s[0].rows);
	req_add(r, "refunds", s[1].rows);
	req_add(r, "disputes", s[2].rows);
	return r->err;
}

/* With the events of Stripe, for those who keep the books. */
enum err
payment_history(struct req *r)
{
	struct db_step s[] = { step(r, &q_payment_history),
		step(r, &q_payment_events) };

	if (payment_show(r) != OK || !db_many(r, s, NITEMS(s)))
		return r->err;
	req_add(r, "history", s[0].rows);
	if (access_may(&r->user, "ledger.read"))
		req_add(r, "events", s[1].rows);
	return r->err;
}

enum err
payment_note(struct req *r)
{
	struct rows *rs =
	    db_rows(r, &q_payment_note, req_bind(r, &q_payment_note));
	const char *id = rows_get(rs, 0, "id");
	struct rows *p = sql_payment_get(r, id, req_value(r, "school_id"),
	    req_value(r, "me"), req_value(r, "my_role"));

	if (r->err != OK)
		return r->err;
	req_add_one(r, "", p);
	metric_inc(
	    uems_payments_total, "succeeded", rows_get(p, 0, "payment_type"));
	if (r->api)
		r->location = arena_printf(r->arena, "/api/v1/payments/%s", id);
	return r->err;
}
