#include "core.h"
#include "beacon.h"
#include "health.h"

/* clang-format off */
static const struct route routes[] = {
	HEALTH_ROUTES("/beacon"),
};
/* clang-format on */

const struct service beacon_service = {
	.name = "beacon", .role = "lyceum_beacon",
	.routes = routes, .n = NITEMS(routes),
};
