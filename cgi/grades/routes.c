#include "core.h"
#include "grades.h"
#include "health.h"

/* clang-format off */
static const struct route routes[] = {
	HEALTH_ROUTES("/grades"),
};
/* clang-format on */

const struct service grades_service = {
	.name = "grades", .role = "lyceum_grades",
	.routes = routes, .n = NITEMS(routes),
};
