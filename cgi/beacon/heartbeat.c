#include "core.h"
#include "devices.h"
#include "gen/beacon.h"
#include "req.h"
#include "rows.h"

struct heartbeat_in {
	const char *version;
	int64_t battery;
};

SHAPE(heartbeat_shape, struct heartbeat_in,
    FIELD(struct heartbeat_in, version, .label = "Version", .min = 1,
	.max = 50, .example = "1.4.0", .doc = "Of the firmware"),
    FIELD(struct heartbeat_in, battery, .label = "Battery", .min = 0,
	.max = 100, .example = "87", .doc = "Percent"));

/* Whoever has no battery sends none: what was known stays. */
enum err
beacon_heartbeat(struct req *r)
{
	const struct heartbeat_in *in = req_in(r);
	const char *token = beacon_bearer(r);
	const char *battery = input_given(&r->in, "battery") ?
	    arena_printf(r->arena, "%" PRId64, in->battery) :
	    NULL;
	struct rows *rs = sql_heartbeat(r, token, in->version, battery);

	if (r->err == OK && rows_count(rs) == 0)
		req_fail(r, ERR_TOKEN, "Ask for a new one.");
	req_add_one(r, "", rs);
	return r->err;
}
