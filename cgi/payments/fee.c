/* Fees: what is charged, whom, and charging it. */
#include "core.h"
#include "charging.h"
#include "clock.h"
#include "db.h"
#include "gen/billing.h"
#include "log.h"
#include "payments.h"
#include "rows.h"
#include "worker.h"

#define CHARGE_SECONDS 25 /* for all that one request bills */
#define API_US 15000000   /* then no further batch is begun */
#define PAGE_US 1700000   /* for a browser: somebody looks at it */

struct fee_in {
	const char *name, *kind, *scope, *currency, *semester, *due_on;
	struct uuid group_id, course_id;
	struct decimal amount, late_amount, late_percent;
	bool is_taxable, holds_seat, is_active;
	int64_t year, late_after_days, instalments, hold_minutes;
};

#define FEE_FIELDS(needed)                                                \
	FIELD(struct fee_in, name, .label = "Name", .min = 1, .max = 200, \
	    ONE_LINE, .example = "Library", .flags = needed),             \
	    FIELD(struct fee_in, kind, .label = "Kind",                   \
		.one_of = "tuition|fees|books|other"),                    \
	    MONEY_FIELD(struct fee_in, amount, "Amount", needed),         \
	    CURRENCY_FIELD(struct fee_in),                                \
	    FIELD(struct fee_in, is_taxable, .label = "Taxed"),           \
	    FIELD(struct fee_in, semester, .label = "Semester",           \
		.one_of = "fall|spring|summer"),                          \
	    FIELD(struct fee_in, year, .label = "Year", .min = 2000,      \
		.max = 2100),                                             \
	    FIELD(struct fee_in, due_on, .label = "Due on",               \
		.pattern = "^20[0-9]{2}-[01][0-9]-[0-3][0-9]$",           \
		.hint = "must be a day such as 2026-12-24", .max = 10,    \
		.doc = "Without it, so many days after it is billed as "  \
		       "the school's settings say"),                      \
	    FIELD(struct fee_in, late_after_days,                         \
		.label = "Days until it is late", .max = 365),            \
	    MONEY_FIELD(struct fee_in, late_amount, "Late fee", 0),       \
	    FIELD(struct fee_in, late_percent,                            \
		.label = "Late fee in per cent", .max = 100, .scale = 2,  \
		.doc = "Of what is left, instead of an amount"),          \
	    FIELD(struct fee_in, instalments, .label = "Monthly parts",   \
		.min = 1, .max = 24),                                     \
	    FIELD(struct fee_in, holds_seat, .label = "Hold the seat",    \
		.doc = "Of a course: only until it is paid or "           \
		       "hold_minutes are over"),                          \
	    FIELD(struct fee_in, hold_minutes,                            \
		.label = "Minutes that it is held", .min = 5, .max = 20160)

SHAPE(fee_shape, struct fee_in, FEE_FIELDS(F_REQUIRED),
    FIELD(struct fee_in, scope, .label = "For whom",
	.one_of = "school|program|course", .flags = F_REQUIRED,
	.doc = "Every student, a group of them, or each seat of a course"),
    FIELD(struct fee_in, group_id, .label = "Program"),
    FIELD(struct fee_in, course_id, .label = "Course"));
SHAPE(fee_change_shape, struct fee_in, FEE_FIELDS(0),
    FIELD(struct fee_in, is_active, .label = "Charged"));

struct fees_in {
	const char *scope, *semester, *q;
	struct uuid course_id;
	int64_t year;
	bool active;
};

SHAPE(fees_shape, struct fees_in,
    FIELD(struct fees_in, scope, .label = "For whom",
	.one_of = "school|program|course"),
    FIELD(struct fees_in, course_id, .label = "Course"),
    FIELD(struct fees_in, semester, .label = "Semester",
	.one_of = "fall|spring|summer"),
    FIELD(struct fees_in, year, .label = "Year", .min = 2000, .max = 2100),
    FIELD(struct fees_in, active, .label = "Charged",
	.doc = "false: those that are charged no more"),
    FIELD(struct fees_in, q, .label = "Search", .max = 200));

struct fee_charge_in {
	struct uuid user_id, past;
};

#define PAST_FIELD(S)                                                          \
	FIELD(S, past, .label = "Whom it was tried for last",                  \
	    .doc = "As the answer before said it: those whom it could not be " \
		   "billed to are not tried again")

SHAPE(fee_charge_shape, struct fee_charge_in,
    FIELD(struct fee_charge_in, user_id, .label = "Person",
	.doc = "Only this one of those who owe it"),
    PAST_FIELD(struct fee_charge_in));
SHAPE(fee_progress_shape, struct fee_charge_in,
    PAST_FIELD(struct fee_charge_in));

struct holds_in {
	const char *status;
	struct uuid course_id, user_id;
};

SHAPE(holds_shape, struct holds_in,
    FIELD(struct holds_in, status, .label = "State",
	.one_of = "held|paid|expired|released", .doc = "held if not said"),
    FIELD(struct holds_in, course_id, .label = "Course"),
    FIELD(struct holds_in, user_id, .label = "Person"));

struct charging {
	int64_t people, minor, tried;
	const char *past;
};

static void
charged(struct req *r, const struct charging *c)
{
	const char *p[] = { req_value(r, "id"), req_value(r, "school_id"),
		req_value(r, "user_id"), c->past,
		arena_printf(r->arena, "%" PRId64, c->people),
		arena_printf(r->arena, "%" PRId64, c->minor),
		r->api ? NULL : "0", NULL };
	struct rows *rs = db_rows(r, &q_fee_charged, p);

	if (r->err != OK)
		return;
	log_info("fee_charged", "A fee was charged", KV("fee_id", p[0]),
	    KV("people", c->people), KV("amount_minor", c->minor),
	    KV("currency", rows_get(rs, 0, "currency")),
	    KV("tried", c->tried));
	req_add_one(r, "", rs);
}

/*
 * Batch by batch, each a transaction of its own: the numbers of invoices are
 * not kept from everybody else meanwhile, and what is done stands.  Who asks
 * again goes on where it ended.
 */
enum err
fee_charge(struct req *r)
{
	struct charging c = { .past = req_value(r, "past") };
	const char *p[] = { req_value(r, "id"), req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "user_id"), c.past, NULL };
	int64_t until = clock_us() + (r->api ? API_US : PAGE_US);
	struct rows *rs;

	worker_more(CHARGE_SECONDS);
	do {
		db_begin(r);
		rs = db_rows(r, &q_fee_charge, p);
		if (r->err != OK)
			return r->err;
		c.people += rows_int(rs, 0, "charged");
		c.minor += rows_int(rs, 0, "total_minor");
		c.tried += rows_int(rs, 0, "tried");
		if (rows_get(rs, 0, "last") != NULL)
			p[4] = c.past = rows_get(rs, 0, "last");
	} while (db_commit(r, NULL, 0) && rows_is(rs, 0, "more") &&
	    clock_us() < until);
	db_begin(r);
	charged(r, &c);
	return r->err;
}
