/* Subscriptions: begun, changed, ended; what they cost is the database's. */
#include "core.h"
#include "charging.h"
#include "db.h"
#include "gen/billing.h"
#include "log.h"
#include "payments.h"
#include "rows.h"
#include "work.h"

struct subscription_in {
	struct uuid plan_id, user_id, payer_id;
	const char *student_number, *coupon, *prorate;
	int64_t quantity;
	bool at_period_end;
};

#define PLAN_FIELD(needed)                                               \
	FIELD(struct subscription_in, plan_id, .label = "Plan",          \
	    .flags = needed),                                            \
	    FIELD(struct subscription_in, quantity, .label = "How many", \
		.min = 1, .max = 1000)

SHAPE(subscription_shape, struct subscription_in, PLAN_FIELD(F_REQUIRED),
    FIELD(struct subscription_in, user_id, .label = "For whom",
	.doc = "Oneself, a ward, or, for administrators, anybody"),
    FIELD(struct subscription_in, student_number, .label = "Student number",
	.max = 50, .doc = "For administrators, instead of user_id"),
    FIELD(struct subscription_in, payer_id, .label = "Payer",
	.doc = "For administrators: whose card is charged, the "
	       "student's or a parent's; others pay themselves"),
    FIELD(struct subscription_in, coupon, .label = "Coupon", .max = 40,
	.pattern = "^[A-Z0-9-]{3,40}$", .example = "WELCOME-10",
	.hint = "capital letters, digits and hyphens",
	.doc = "For the first invoice"));

SHAPE(subscription_change_shape, struct subscription_in, PLAN_FIELD(0),
    FIELD(struct subscription_in, prorate, .label = "What changes",
	.one_of = "now|next|none",
	.doc = "What is left of the period, "
	       "by the second: on an invoice now (as long as it charges "
	       "more than it gives back), with the next one, or not at all"));

SHAPE(subscription_cancel_shape, struct subscription_in,
    FIELD(struct subscription_in, at_period_end,
	.label = "At the end of the period",
	.doc = "false: at once. "
	       "What was paid for is not given back"));

struct subscriptions_in {
	const char *status;
	struct uuid plan_id, user_id;
};

SHAPE(subscriptions_shape, struct subscriptions_in,
    FIELD(struct subscriptions_in, status, .label = "State",
	.one_of = "trialing|active|past_due|unpaid|canceled",
	.doc = "All that have not ended, if not said"),
    FIELD(struct subscriptions_in, plan_id, .label = "Plan"),
    FIELD(struct subscriptions_in, user_id, .label = "Person"));

/* The route's own query does it and names the one it was done to. */
enum err
subscription_write(struct req *r)
{
	const struct query *q = r->route->query;
	struct rows *rs = db_rows(r, q, req_bind(r, q));
	const char *p[] = { rows_get(rs, 0, "id"), req_value(r, "school_id"),
		req_value(r, "me"), req_value(r, "my_role"), NULL };

	if (r->err == OK && rows_count(rs) == 0)
		work_missing(r);
	if (r->err != OK)
		return r->err;
	rs = db_rows(r, &q_subscription_get, p);
	req_add_one(r, "", rs);
	if (r->err == OK)
		log_info("subscription_changed", "A subscription changed",
		    KV("subscription_id", p[0]), KV("query", q->name),
		    KV("status", rows_get(rs, 0, "status")),
		    KV("plan_id", rows_get(rs, 0, "plan_id")));
	return r->err;
}
