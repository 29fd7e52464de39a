#include "core.h"
#include "payments.h"

struct coupon_in {
	const char *code, *name, *currency, *kind, *starts_at,
	    *expires_at;
	struct decimal percent, amount;
	int64_t max_redemptions;
	bool once_per_person, is_active;
};

#define COUPON_FIELDS                                                        \
	FIELD(struct coupon_in, name, .label = "Name", .max = 200),          \
	    FIELD(struct coupon_in, max_redemptions,                         \
		.label = "May be used so often", .min = 1, .max = 1000000),  \
	    FIELD(struct coupon_in, once_per_person,                         \
		.label = "Once per person"),                                 \
	    FIELD(struct coupon_in, starts_at, .label = "From", .max = 40,   \
		.example = "2026-09-01"),                                    \
	    FIELD(struct coupon_in, expires_at, .label = "Until", .max = 40, \
		.example = "2026-09-30")

SHAPE(coupon_shape, struct coupon_in,
    FIELD(struct coupon_in, code, .label = "Code",
	.pattern = "^[A-Z0-9-]{3,40}$", .example = "WELCOME10",
	.hint = "3 to 40 capital letters, digits and hyphens",
	.flags = F_REQUIRED),
    FIELD(struct coupon_in, percent, .label = "Per cent", .max = 100,
	.scale = 2, .example = "10"),
    FIELD(struct coupon_in, amount, .label = "Amount", .max = 99999999,
	.scale = 3),
    FIELD(struct coupon_in, currency, .label = "Currency",
	.pattern = "^[A-Z]{3}$", .example = "USD",
	.hint = "three capital letters, such as USD"),
    FIELD(struct coupon_in, kind, .label = "For",
	.one_of = "tuition|fees|books|other"),
    COUPON_FIELDS);
SHAPE(coupon_change_shape, struct coupon_in, COUPON_FIELDS,
    FIELD(struct coupon_in, is_active, .label = "Can be used"));

struct coupons_in {
	const char *q;
};

SHAPE(coupons_shape, struct coupons_in,
    FIELD(struct coupons_in, q, .label = "Search", .max = 200));
