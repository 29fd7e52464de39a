#include "core.h"
#include "db.h"
#include "health.h"
#include "payments.h"

/* clang-format off */
static const struct route routes[] = {
	/* ---- Payments, refunds, disputes, payment methods */

	/* ---- Stripe's webhook */

	/* ---- Accounts, the ledger, the board, how the school bills */

	/* ---- Invoices, credit notes, receipts, taxes, coupons */

	/* ---- Fees, plans, subscriptions */

	HEALTH_ROUTES("/payments"),
};
/* clang-format on */

const struct service payments_service = {
	.name = "payments", .role = "lyceum_payments",
	.routes = routes, .n = NITEMS(routes),
};
