/* charging.h - fees, holds, plans, subscriptions: what their shapes share. */
#ifndef CHARGING_H
#define CHARGING_H

#include "err.h"
#include "shape.h"

struct req;

extern const struct shape fee_shape, fee_change_shape, fees_shape;
extern const struct shape fee_charge_shape, fee_progress_shape, holds_shape;
extern const struct shape billing_plan_shape, billing_plan_change_shape,
    billing_plans_shape;
extern const struct shape subscription_shape, subscription_change_shape;
extern const struct shape subscription_cancel_shape, subscriptions_shape;

enum err fee_charge(struct req *);
enum err subscription_write(struct req *);

#ifndef ONE_LINE
#define ONE_LINE .pattern = "^[^\n\r\t]*$", .hint = "must be one line"
#endif

/* In the currency's own digits; the database refuses what it does not have. */
#define MONEY_FIELD(S, m, text, needed)                         \
	FIELD(S, m, .label = text, .max = 99999999, .scale = 3, \
	    .example = "120.50", .flags = needed)
#define CURRENCY_FIELD(S)                                 \
	FIELD(S, currency, .label = "Currency", .max = 3, \
	    .pattern = "^[A-Z]{3}$", .example = "USD",    \
	    .hint = "three letters such as USD",          \
	    .doc = "The school's, if not said")

#endif
