/* Plans: what can be subscribed to. */
#include "core.h"
#include "charging.h"

struct plan_in {
	const char *name, *description, *kind, *currency, *every;
	struct decimal amount;
	int64_t every_count, trial_days;
	bool is_taxable, is_active;
};

#define PLAN_FIELDS(needed)                                                    \
	FIELD(struct plan_in, name, .label = "Name", .min = 1, .max = 200,     \
	    ONE_LINE, .example = "Gym", .flags = needed),                      \
	    FIELD(struct plan_in, description, .label = "Description",         \
		.max = 2000),                                                  \
	    FIELD(struct plan_in, kind, .label = "Kind",                       \
		.one_of = "tuition|fees|books|other"),                         \
	    FIELD(struct plan_in, trial_days, .label = "Days for free",        \
		.max = 365),                                                   \
	    FIELD(struct plan_in, is_taxable, .label = "Taxed")

SHAPE(billing_plan_shape, struct plan_in, PLAN_FIELDS(F_REQUIRED),
    MONEY_FIELD(struct plan_in, amount, "Amount", F_REQUIRED),
    CURRENCY_FIELD(struct plan_in),
    FIELD(struct plan_in, every, .label = "Every", .one_of = "week|month|year",
	.flags = F_REQUIRED),
    FIELD(struct plan_in, every_count, .label = "How many of them", .min = 1,
	.max = 24));
SHAPE(billing_plan_change_shape, struct plan_in, PLAN_FIELDS(0),
    FIELD(struct plan_in, is_active, .label = "Offered"));

struct plans_in {
	const char *q;
	bool active;
};

SHAPE(billing_plans_shape, struct plans_in,
    FIELD(struct plans_in, active, .label = "Offered",
	.doc = "false: those that are offered no more"),
    FIELD(struct plans_in, q, .label = "Search", .max = 200));
