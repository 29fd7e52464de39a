#include "core.h"
#include "payments.h"
#include "health.h"

/* clang-format off */
static const struct route routes[] = {
	HEALTH_ROUTES("/payments"),
};
/* clang-format on */

const struct service payments_service = {
	.name = "payments", .role = "lyceum_payments",
	.routes = routes, .n = NITEMS(routes),
};
