/* Credit notes: what takes from an invoice that cannot be changed any more. */
#include "core.h"
#include "db.h"
#include "gen/billing.h"
#include "payments.h"
#include "rows.h"
#include "work.h"

struct credit_in {
	struct decimal amount;
	const char *reason;
};

SHAPE(credit_shape, struct credit_in,
    FIELD(struct credit_in, amount, .label = "Amount", .max = 99999999,
	.scale = 3, .example = "100",
	.doc = "Tax included; all that is left, if not given"),
    FIELD(struct credit_in, reason, .label = "Reason", .min = 1,
	.max = 1000, .example = "The course did not take place",
	.flags = F_REQUIRED));

struct credits_in {
	struct uuid user_id;
};

SHAPE(credits_shape, struct credits_in,
    FIELD(struct credits_in, user_id, .label = "Student"));

enum err
credit_write(struct req *r)
{
	struct rows *rs = db_rows(r, &q_credit_create, req_bind(r,
	    &q_credit_create));
	const char *params[] = { rows_get(rs, 0, "id"),
		req_value(r, "school_id"), req_value(r, "me"),
		req_value(r, "my_role") };

	if (params[0] == NULL) {
		work_missing(r);
		return r->err;
	}
	req_add_one(r, "", db_rows(r, &q_credit_get, params));
	return r->err;
}
